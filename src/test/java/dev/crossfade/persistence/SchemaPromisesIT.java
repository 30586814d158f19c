package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedSchema.EVENT;
import static dev.crossfade.persistence.TriedSchema.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What the schema promises whoever writes: each event once, positions in order, partitions, a bell that rings. */
class SchemaPromisesIT {
    @AutoClose
    private final TriedSchema schema = new TriedSchema();

    private final TestDatabase database = schema.database();

    @Test
    void theSameEventIsStoredOnce() throws SQLException {
        database.ask(EVENT.formatted(1));

        assertThatThrownBy(() -> database.ask(EVENT.formatted(1))).hasMessageContaining("duplicate key");
        database.ask(EVENT.formatted(1) + "ON CONFLICT DO NOTHING");
        assertThat(database.ask("SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("1");
    }

    @Test
    void theTableTakesNoCategoryAndNoRouteThatNobodyCouldRead() {
        assertThatThrownBy(() -> database.ask(EVENT.formatted(1).replace("'system'", "'other'")))
                .hasMessageContaining("monitoring_events_category");
        assertThatThrownBy(() -> database.ask(EVENT.formatted(1).replace("{websocket}", "{realtime,websocket}")))
                .hasMessageContaining("monitoring_events_adapters");
    }

    @Test
    void aWriterWhoseTransactionIsOpenKeepsAllOthersFromTakingAPosition() throws Exception {
        try (Connection first = database.connect();
                Connection second = database.connect()) {
            first.setAutoCommit(false);
            first.createStatement().execute(EVENT.formatted(1));
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> execute(second, EVENT.formatted(2)));
            awaitLockWaiter();
            // Taken before the lock, the second position would be gone from the sequence by now.
            assertThat(database.ask("SELECT last_value FROM monitoring.event_position"))
                    .isEqualTo("1");
            first.createStatement().execute(EVENT.formatted(3));
            first.commit();
            waiting.get(10, TimeUnit.SECONDS);

            assertThat(database.ask("SELECT string_agg(sequence_id || ':' || position, ' ' ORDER BY position)"
                            + " FROM monitoring.monitoring_events"))
                    .isEqualTo("1:1 3:2 2:3");
        }
    }

    @Test
    void whatTheOwnerInsertsIntoAPartitionDirectlyTakesTheLockToo() throws Exception {
        String partition = database.ask("SELECT 'monitoring.monitoring_events_p' || to_char(current_date, 'YYYYMMDD')");
        try (Connection first = database.connect();
                Connection second = database.connect()) {
            first.setAutoCommit(false);
            first.createStatement().execute(EVENT.formatted(1).replace("monitoring.monitoring_events", partition));
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> execute(second, EVENT.formatted(2)));
            awaitLockWaiter();
            first.commit();
            waiting.get(10, TimeUnit.SECONDS);

            assertThat(database.ask("SELECT max(position) FROM monitoring.monitoring_events WHERE sequence_id = 2"))
                    .isEqualTo("2");
        }
    }

    @Test
    void partitionsAreMadeOnceHoweverManyAskAtTheSameMoment() {
        String sql = "SELECT monitoring.ensure_event_partitions('2020-02-27', '2020-03-01')";
        var askers = IntStream.range(0, 6)
                .mapToObj(any -> CompletableFuture.supplyAsync(() -> Integer.parseInt(asDaemon(sql))))
                .toList();

        assertThat(askers.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(4);
    }

    @Test
    void onlyThePartitionsBeforeTheDayAreDropped() throws SQLException {
        asDaemon("SELECT monitoring.ensure_event_partitions('2020-02-27', '2020-03-01')");

        assertThat(asDaemon("SELECT monitoring.drop_event_partitions('2020-02-29')"))
                .isEqualTo("2");
        assertThat(database.ask("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class"
                        + " WHERE relname LIKE 'monitoring_events_p2020____' AND relkind = 'r'"))
                .isEqualTo("monitoring_events_p20200229 monitoring_events_p20200301");
        assertThatThrownBy(() -> database.ask("SELECT monitoring.drop_event_partitions(current_date + 1)"))
                .hasMessageContaining("not to come");
    }

    @Test
    void onEveryPathAndForAWriterToWhomNothingElseIsOpenTheBellRingsWhenTheRowsAreCommitted() throws Exception {
        String call = "SELECT monitoring.write_events('m', NULL, NULL, false, ARRAY[current_date],"
                + " ARRAY[gen_random_uuid()], ARRAY[1::bigint], ARRAY['t'], ARRAY['system'], ARRAY[now()], ARRAY[now()],"
                + " ARRAY['s'], ARRAY['{}'], ARRAY['{}'], ARRAY['c'], ARRAY['crc32'], ARRAY[3], ARRAY[0::bigint])";
        try (Connection listener = database.connect();
                Connection writer = database.connect()) {
            execute(listener, "LISTEN crossfade_feed");
            execute(writer, "SET ROLE crossfade_writer");
            writer.setAutoCommit(false);
            execute(writer, EVENT.formatted(1));
            assertThat(rung(listener)).isEmpty();
            writer.commit();
            assertThat(rung(listener)).containsExactly("1");

            execute(writer, EVENT.formatted(2).replace("monitoring_events", "event_intake"));
            execute(writer, EVENT.formatted(3));
            writer.commit();
            assertThat(rung(listener)).containsExactly("2", "3");
            execute(writer, EVENT.formatted(4));
            writer.rollback();
            execute(writer, call);
            writer.commit();
            assertThat(rung(listener)).containsExactly("5");
        }
    }

    @Test
    void theFirstPlaceOfAClientWaitsForTheDiskAndTheLaterOnesDoNot() throws SQLException {
        String save = "SELECT monitoring.save_feed_cursors('{k, %s}', '{c, c}', '{7, 8}')";
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            for (String[] step : new String[][] {{"k", "on"}, {"k", "off"}, {"l", "on"}, {"l", "off"}}) {
                execute(connection, save.formatted(step[0]));
                try (var rows = connection.createStatement().executeQuery("SHOW synchronous_commit")) {
                    rows.next();
                    assertThat(rows.getString(1)).isEqualTo(step[1]);
                }
                connection.commit();
            }
        }
        assertThat(database.ask("SELECT string_agg(key || position, ' ' ORDER BY key) FROM monitoring.feed_cursors"))
                .isEqualTo("k7 l8");
    }

    /** What the bell has told so far: it is heard before the answer to anything that is asked behind it. */
    private static List<String> rung(Connection listener) throws SQLException {
        execute(listener, "SELECT 1");
        PGNotification[] heard = listener.unwrap(PGConnection.class).getNotifications();
        return heard == null
                ? List.of()
                : Stream.of(heard).map(PGNotification::getParameter).toList();
    }

    private void awaitLockWaiter() {
        String waiters = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
        Waiting.until(PATIENCE, "somebody waits for the position lock", () -> "1".equals(database.ask(waiters)));
    }

    private static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private String asDaemon(String sql) {
        try {
            return TestDatabase.ask(database.daemon(), sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
