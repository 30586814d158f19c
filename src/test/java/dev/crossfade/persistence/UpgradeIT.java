package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A schema of an older build that is brought up to date while daemons of that build write to it. */
class UpgradeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String ROLE = "older_daemon";
    /** What a build before V006 sends ahead, with the arguments that the function had then. */
    private static final String PREPARE = """
            PREPARE write (bigint) AS
            SELECT added FROM monitoring.write_events('n', NULL, NULL, false, ARRAY[(now() AT TIME ZONE 'UTC')::date],
                ARRAY[gen_random_uuid()], ARRAY[$1], ARRAY['t'], ARRAY['system'], ARRAY[now()], ARRAY[now()], ARRAY['s'],
                ARRAY['{}'], ARRAY['{}'], ARRAY['c'], ARRAY['crc32'], ARRAY[3])
            """;

    private TestDatabase database;

    @BeforeEach
    void makeTheOlderSchema() throws SQLException {
        database = TestDatabase.empty();
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(Schema.source(database.owner(), PATIENCE))
                .locations("classpath:sql")
                .defaultSchema("monitoring")
                .target("005")
                .skipDefaultCallbacks(true)
                .load()
                .migrate();
        database.ask("CREATE ROLE " + ROLE + " LOGIN PASSWORD 'test'");
        database.ask("GRANT USAGE ON SCHEMA monitoring TO " + ROLE);
    }

    @AfterEach
    void drop() throws SQLException {
        database.ask("DROP OWNED BY " + ROLE);
        database.ask("DROP ROLE " + ROLE);
        database.close();
    }

    @Test
    void aDaemonThatKnowsNoConfigurationsVersionGoesOnWritingThroughTheFunction() throws SQLException {
        database.ask("GRANT EXECUTE ON FUNCTION monitoring.write_events TO " + ROLE);
        try (Connection older = TestDatabase.connect(database.owner().as(ROLE, "test"));
                Statement statement = older.createStatement()) {
            statement.execute(PREPARE);
            statement.execute("EXECUTE write(1)");

            assertThat(Schema.migrate(database.owner(), PATIENCE).applied()).contains("006 config version");
            statement.execute("EXECUTE write(2)");
        }

        assertThat(database.ask("SELECT string_agg(sequence_id || ':' || config_version, ' ' ORDER BY sequence_id)"
                        + " FROM monitoring.monitoring_events"))
                .isEqualTo("1:0 2:0");
    }

    @Test
    void whatAnOlderBuildDroppedCountsAsDroppedUpToTheOldestRowThatIsLeft() throws SQLException {
        database.ask("SELECT monitoring.ensure_event_partitions('2020-02-27', '2020-02-28')");
        database.ask("INSERT INTO monitoring.monitoring_events (id, node, sequence_id, event_type, category,"
                + " \"timestamp\", received_at, source, data, metadata, checksum, checksum_algorithm, adapters)"
                + " SELECT gen_random_uuid(), 'n', g, 't', 'system', now(), '2020-02-27 00:00:00+00'::timestamptz"
                + " + g / 6 * interval '1 day', 's', '{}', '{}', 'c', 'crc32', '{}' FROM generate_series(1, 9) g");
        database.ask("SELECT monitoring.drop_event_partitions('2020-02-28')");

        Schema.migrate(database.owner(), PATIENCE);

        assertThat(database.ask("SELECT newest || ' ' || dropped FROM monitoring.feed_position()"))
                .isEqualTo("9 5");
    }

    @Test
    void whatWasGrantedOnTheFunctionHoldsAndNobodyElseMayExecuteIt() throws SQLException {
        database.ask("GRANT EXECUTE ON FUNCTION monitoring.write_events TO " + ROLE + " WITH GRANT OPTION");

        Schema.migrate(database.owner(), PATIENCE);

        assertThat(database.ask(
                        "SELECT string_agg(grantee::regrole || ' ' || is_grantable, ', ' ORDER BY grantee::regrole::text)"
                                + " FROM pg_proc, aclexplode(proacl)"
                                + " WHERE pronamespace = 'monitoring'::regnamespace AND proname = 'write_events'"
                                + " AND grantee <> proowner"))
                .isEqualTo("crossfade_writer false, " + ROLE + " true");
    }
}
