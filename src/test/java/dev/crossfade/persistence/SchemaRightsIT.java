package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedSchema.EVENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who may do what in the schema. */
class SchemaRightsIT {
    @AutoClose
    private final TriedSchema schema = new TriedSchema();

    private final TestDatabase database = schema.database();
    private final Roles roles = new Roles(database);

    @Test
    void aWriterAddsEventsAndMayNeitherReadNorChangeNorDeleteThem() throws SQLException {
        assertThat(roles.ask("crossfade_writer", EVENT.formatted(1))).isNull();
        assertThat(roles.ask("crossfade_writer", EVENT.formatted(1) + "ON CONFLICT DO NOTHING"))
                .isNull();
        roles.assertRefused("crossfade_writer", "SELECT * FROM monitoring.monitoring_events");
        roles.assertRefused("crossfade_writer", "DELETE FROM monitoring.monitoring_events");
        roles.assertRefused("crossfade_writer", "UPDATE monitoring.monitoring_events SET source = 'x'");
        roles.assertRefused(
                "crossfade_writer",
                "INSERT INTO monitoring.monitoring_events (position) OVERRIDING SYSTEM VALUE VALUES (7)");
        roles.assertRefused("crossfade_writer", "TRUNCATE monitoring.monitoring_events");
    }

    @Test
    void aReaderReadsAndNoMore() throws SQLException {
        database.ask(EVENT.formatted(1));

        assertThat(roles.ask("crossfade_reader", "SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("1");
        roles.assertRefused("crossfade_reader", EVENT.formatted(2));
        roles.assertRefused(
                "crossfade_reader", "SELECT monitoring.ensure_event_partitions(current_date, current_date)");
    }

    @Test
    void partitionsAreOutOfReachAndEveryTableIsUnderRowLevelSecurity() throws SQLException {
        String partition = database.ask("SELECT max(inhrelid::regclass::text) FROM pg_inherits"
                + " WHERE inhparent = 'monitoring.monitoring_events'::regclass");

        roles.assertRefused("crossfade_reader", "SELECT * FROM " + partition);
        roles.assertRefused("crossfade_writer", "INSERT INTO " + partition + " DEFAULT VALUES");
        assertThat(database.ask("SELECT string_agg(relname, ',') FROM pg_class WHERE relkind IN ('r', 'p')"
                        + " AND relnamespace = 'monitoring'::regnamespace AND NOT relrowsecurity"))
                .isNull();
    }

    @Test
    void cursorsOfClientsAreOpenToNobodyButThroughTheirFunctionsToAWriter() throws SQLException {
        assertThat(roles.ask("crossfade_writer", "SELECT monitoring.save_feed_cursors('{k}', '{c}', '{7}')"))
                .isEqualTo("1");
        assertThat(roles.ask("crossfade_writer", "SELECT monitoring.feed_cursor('k', 'c')"))
                .isEqualTo("7");
        for (String role : new String[] {"crossfade_writer", "crossfade_reader"}) {
            roles.assertRefused(role, "SELECT * FROM monitoring.feed_cursors");
            roles.assertRefused(role, "DELETE FROM monitoring.feed_cursors");
            roles.assertRefused(role, "UPDATE monitoring.feed_retention SET dropped = 0");
            assertThat(roles.ask(role, "SELECT newest FROM monitoring.feed_position()"))
                    .isEqualTo("0");
        }
        roles.assertRefused("crossfade_reader", "SELECT monitoring.feed_cursor('k', 'c')");
        assertThat(roles.ask("crossfade_reader", "SELECT dropped FROM monitoring.feed_retention"))
                .isEqualTo("0");
        assertThatThrownBy(() -> database.ask("INSERT INTO monitoring.feed_retention (dropped) VALUES (1)"))
                .hasMessageContaining("duplicate key");
    }
}
