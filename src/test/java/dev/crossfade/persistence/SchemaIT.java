package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedSchema.EVENT;
import static dev.crossfade.persistence.TriedSchema.PATIENCE;
import static dev.crossfade.persistence.TriedSchema.VERSIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.testkit.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The schema: how it comes about, and what is said where it cannot. */
class SchemaIT {
    private static final String NEWEST = VERSIONS.get(VERSIONS.size() - 1);

    @AutoClose
    private final TriedSchema schema = new TriedSchema();

    private final TestDatabase database = schema.database();

    @Test
    void aFreshDatabaseIsBroughtToTheNewestVersionAndTheSecondTimeNothingIsLeftToDo() throws SQLException {
        try (TestDatabase fresh = TestDatabase.empty()) {
            SchemaReport first = Schema.migrate(fresh.owner(), PATIENCE);
            SchemaReport second = Schema.migrate(fresh.owner(), PATIENCE);

            assertThat(first.from()).isEmpty();
            assertThat(first.applied()).hasSize(VERSIONS.size()).first().isEqualTo("001 roles");
            assertThat(first.toString()).startsWith("created schema at version " + NEWEST + ": 001 roles, ");
            assertThat(second).isEqualTo(SchemaReport.upToDate(NEWEST));
        }
    }

    @Test
    void anOwnerWhoMayOnlyCreateInTheDatabaseCanMigrate() throws SQLException {
        try (TestDatabase fresh = TestDatabase.empty()) {
            fresh.ask("DROP ROLE IF EXISTS modest_owner");
            fresh.ask("CREATE ROLE modest_owner LOGIN PASSWORD 'test'");
            fresh.ask("GRANT CREATE ON DATABASE " + fresh.owner().database() + " TO modest_owner");
            DatabaseTarget modest = fresh.owner().as("modest_owner", "test");

            assertThat(Schema.migrate(modest, PATIENCE).applied()).hasSize(VERSIONS.size());
            assertThat(Schema.migrate(modest, PATIENCE).applied()).isEmpty();
            assertThat(TestDatabase.ask(
                            modest, "SELECT monitoring.ensure_event_partitions(current_date, current_date)"))
                    .isEqualTo("1");
            assertThat(TestDatabase.ask(modest, EVENT.formatted(1) + "RETURNING position"))
                    .isEqualTo("1");
            assertThat(TestDatabase.ask(fresh.daemon(), "SELECT count(*) FROM monitoring.monitoring_events"))
                    .isEqualTo("1");
            fresh.ask("DROP OWNED BY modest_owner CASCADE");
            fresh.ask("DROP ROLE modest_owner");
        }
    }

    @Test
    void whoDoesNotOwnTheSchemaIsContentWhenItIsUpToDateAndSaysSoWhenItIsNot() throws SQLException {
        assertThat(Schema.migrate(database.daemon(), PATIENCE).to()).isEqualTo(NEWEST);

        database.ask("DELETE FROM monitoring.flyway_schema_history WHERE version = '" + NEWEST + "'");

        assertThatThrownBy(() -> Schema.migrate(database.daemon(), PATIENCE))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("does not own the schema");
    }

    @Test
    void whoMayNotCreateIsToldWhatIsMissing() throws SQLException {
        try (TestDatabase fresh = TestDatabase.empty()) {
            DatabaseTarget daemon = fresh.owner().as(database.daemon().user(), "test");

            assertThatThrownBy(() -> Schema.migrate(daemon, PATIENCE))
                    .isInstanceOf(SchemaException.class)
                    .hasMessageContaining("migrations need CREATE on the database")
                    .message()
                    .doesNotContain("'test'");
        }
    }

    @Test
    void aHostThatThereIsNotIsNamedAndThePasswordIsNot() {
        DatabaseTarget nowhere = DatabaseTarget.of(URI.create("postgresql://any:hush@nowhere.invalid:5432/postgres"));

        assertThatThrownBy(() -> Schema.migrate(nowhere, PATIENCE))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("There is no host nowhere.invalid")
                .message()
                .doesNotContain("hush");
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsGivenUpInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            DatabaseTarget target = new DatabaseTarget(
                    "127.0.0.1", silent.getLocalPort(), "any", "any", "", DatabaseTarget.Tls.DISABLE);
            long begun = System.nanoTime();

            assertThatThrownBy(() -> Schema.migrate(target, Duration.ofSeconds(1)))
                    .isInstanceOf(SchemaException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        }
    }
}
