package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a report about a range of events costs the database. */
class StoredChecksumsIT {
    private static final int DAYS = 8;

    @Test
    void theRowsOfARangeAreFoundInThePrimaryKeyOfEachDay() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated()) {
            database.ask("SELECT monitoring.ensure_event_partitions(current_date - " + DAYS + ", current_date)");
            IntStream.range(0, DAYS).forEach(day -> fill(database, day));
            database.ask("ANALYZE monitoring.monitoring_events");
            String statement = Sql.CHECKSUMS
                    .replace("$1", "'node-1'")
                    .replace("$2", "35000")
                    .replace("$3", "10001");

            String plan = database.ask("EXPLAIN (ANALYZE, FORMAT JSON) " + statement);

            assertThat(plan).contains("\"Index Scan\"").contains("_pkey").doesNotContain("\"Sort\"");
            assertThat(database.ask("SELECT count(*) || ' ' || min(sequence_id) || ' ' || max(sequence_id) FROM ("
                            + statement + ") rows"))
                    .isEqualTo("10001 35000 45000");
        }
    }

    /** 10,000 events of each of two nodes. */
    private static void fill(TestDatabase database, int day) {
        try {
            database.ask(
                    "INSERT INTO monitoring.event_intake (id, node, sequence_id, event_type, category, \"timestamp\","
                            + " received_at, source, data, metadata, checksum, checksum_algorithm, adapters)"
                            + " SELECT gen_random_uuid(), 'node-' || g % 2, " + 10_000 * day
                            + " + g / 2, 't', 'system', now(),"
                            + " current_date - " + (DAYS - day) + " + interval '1 hour', 's', '{}', '{}', 'c', 'crc32',"
                            + " '{websocket,realtime}' FROM generate_series(2, 20001) g");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
