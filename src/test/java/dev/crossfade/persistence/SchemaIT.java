package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** The schema: how it comes about, who may do what in it, and what it promises whoever writes. */
class SchemaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> VERSIONS = versions();
    private static final String NEWEST = VERSIONS.get(VERSIONS.size() - 1);
    private static final String EVENT = """
            INSERT INTO monitoring.monitoring_events (id, node, sequence_id, event_type, category, "timestamp",
                received_at, source, data, metadata, checksum, checksum_algorithm, adapters)
            VALUES (gen_random_uuid(), 'n', %d, 't', 'system', now(), current_date + interval '1 hour', 's', '{}', '{}', 'c',
                'crc32', '{websocket}')
            """;

    private TestDatabase database;

    @BeforeEach
    void makeDatabase() throws SQLException {
        database = TestDatabase.migrated();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

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

    @Test
    void aWriterAddsEventsAndMayNeitherReadNorChangeNorDeleteThem() throws SQLException {
        assertThat(as("crossfade_writer", EVENT.formatted(1))).isNull();
        assertThat(as("crossfade_writer", EVENT.formatted(1) + "ON CONFLICT DO NOTHING"))
                .isNull();
        assertRefused("crossfade_writer", "SELECT * FROM monitoring.monitoring_events");
        assertRefused("crossfade_writer", "DELETE FROM monitoring.monitoring_events");
        assertRefused("crossfade_writer", "UPDATE monitoring.monitoring_events SET source = 'x'");
        assertRefused(
                "crossfade_writer",
                "INSERT INTO monitoring.monitoring_events (position) OVERRIDING SYSTEM VALUE VALUES (7)");
        assertRefused("crossfade_writer", "TRUNCATE monitoring.monitoring_events");
    }

    @Test
    void aReaderReadsAndNoMore() throws SQLException {
        database.ask(EVENT.formatted(1));

        assertThat(as("crossfade_reader", "SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("1");
        assertRefused("crossfade_reader", EVENT.formatted(2));
        assertRefused("crossfade_reader", "SELECT monitoring.ensure_event_partitions(current_date, current_date)");
    }

    @Test
    void partitionsAreOutOfReachAndEveryTableIsUnderRowLevelSecurity() throws SQLException {
        String partition = database.ask("SELECT max(inhrelid::regclass::text) FROM pg_inherits"
                + " WHERE inhparent = 'monitoring.monitoring_events'::regclass");

        assertRefused("crossfade_reader", "SELECT * FROM " + partition);
        assertRefused("crossfade_writer", "INSERT INTO " + partition + " DEFAULT VALUES");
        assertThat(database.ask("SELECT string_agg(relname, ',') FROM pg_class WHERE relkind IN ('r', 'p')"
                        + " AND relnamespace = 'monitoring'::regnamespace AND NOT relrowsecurity"))
                .isNull();
    }

    @Test
    void supabasesRolesAreMappedAndItsPublicationGetsTheTable() throws SQLException {
        makeSupabasesRoles(database);
        database.ask("CREATE PUBLICATION supabase_realtime");
        Schema.migrate(database.owner(), PATIENCE);

        assertThat(as("service_role", EVENT.formatted(1))).isNull();
        assertThat(as("service_role", "SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("1");
        assertThat(as("anon", "SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("1");
        assertRefused("authenticated", EVENT.formatted(2));
        assertThat(database.ask("SELECT count(*) FROM pg_publication_rel WHERE prrelid ="
                        + " 'monitoring.monitoring_events'::regclass"))
                .isEqualTo("1");
        Schema.migrate(database.owner(), PATIENCE);
        dropSupabasesRoles(database);
    }

    @Test
    void aMembershipIsGrantedOnceSaidSoAndNotAgainWhenItIsTakenBack() throws SQLException {
        makeSupabasesRoles(database);
        database.ask("CREATE PUBLICATION supabase_realtime");

        List<String> first = Schema.migrate(database.owner(), PATIENCE).notes();
        database.ask("REVOKE crossfade_reader FROM anon, authenticated");
        List<String> second = Schema.migrate(database.owner(), PATIENCE).notes();

        assertThat(first)
                .anySatisfy(note -> assertThat(note)
                        .startsWith("anon, authenticated, service_role was made a member of crossfade_reader")
                        .contains("REVOKE crossfade_reader FROM anon, authenticated, service_role takes that back"))
                .anySatisfy(note -> assertThat(note).startsWith("service_role was made a member of crossfade_writer"))
                .anySatisfy(note -> assertThat(note).contains("publish_via_partition_root = true"))
                .hasSize(3);
        assertThat(second).singleElement().asString().contains("publish_via_partition_root");
        assertThat(memberships(database)).isEqualTo("service_role:crossfade_reader service_role:crossfade_writer");
        assertRefused("anon", "SELECT * FROM monitoring.monitoring_events");
        assertThat(as("crossfade_reader", "SELECT count(*) FROM monitoring.memberships WHERE granted"))
                .isEqualTo("4");
        assertRefused("crossfade_writer", "UPDATE monitoring.memberships SET settled_at = NULL");
        dropSupabasesRoles(database);
    }

    @Test
    void whatWasTakenBackUnderAnOlderBuildIsNotGrantedByTheUpgrade() throws SQLException {
        try (TestDatabase older = TestDatabase.empty()) {
            makeSupabasesRoles(older);
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(Schema.source(older.owner(), PATIENCE))
                    .locations("classpath:sql")
                    .defaultSchema("monitoring")
                    .target("010")
                    .skipDefaultCallbacks(true)
                    .load()
                    .migrate();
            older.ask("CREATE POLICY readers_read ON monitoring.monitoring_events FOR SELECT TO crossfade_reader"
                    + " USING (true)");

            assertThat(Schema.migrate(older.owner(), PATIENCE).notes()).isEmpty();
            assertThat(memberships(older)).isNull();
            dropSupabasesRoles(older);
        }
    }

    private static String memberships(TestDatabase database) throws SQLException {
        return database.ask(
                "SELECT string_agg(member::regrole || ':' || roleid::regrole, ' ' ORDER BY roleid::regrole::text)"
                        + " FROM pg_auth_members WHERE member::regrole::text IN ('anon', 'authenticated', 'service_role')");
    }

    private static void makeSupabasesRoles(TestDatabase database) throws SQLException {
        for (String role : new String[] {"service_role", "authenticated", "anon"}) {
            database.ask(
                    "DO $$ BEGIN CREATE ROLE " + role + " NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        }
    }

    private static void dropSupabasesRoles(TestDatabase database) throws SQLException {
        database.ask("DROP OWNED BY service_role, authenticated, anon");
        database.ask("DROP ROLE service_role, authenticated, anon");
    }

    @Test
    void rolesAndAPublicationThatWereThereBeforeGetWhatTheyNeedAlsoFromAnOwnerWhoMayOnlyDoPartOfIt()
            throws SQLException {
        try (TestDatabase fresh = TestDatabase.empty()) {
            makeSupabasesRoles(fresh);
            fresh.ask("DROP ROLE IF EXISTS small_owner");
            fresh.ask("CREATE ROLE small_owner LOGIN PASSWORD 'test'");
            fresh.ask("GRANT CREATE ON DATABASE " + fresh.owner().database() + " TO small_owner");
            fresh.ask("CREATE PUBLICATION supabase_realtime WITH (publish_via_partition_root = true)");

            SchemaReport small = Schema.migrate(fresh.owner().as("small_owner", "test"), PATIENCE);
            assertThat(small.applied()).hasSize(VERSIONS.size());
            assertThat(small.notes())
                    .hasSize(5)
                    .contains("small_owner may not make anon a member of crossfade_reader: have an administrator run"
                            + " GRANT crossfade_reader TO anon")
                    .anySatisfy(note -> assertThat(note).contains("ADD TABLE monitoring.monitoring_events"));
            assertThat(fresh.ask("SELECT count(*) FROM pg_publication_rel")).isEqualTo("0");

            Schema.migrate(fresh.owner(), PATIENCE);
            assertThat(fresh.ask("SELECT string_agg(prrelid::regclass::text, ' ') FROM pg_publication_rel"))
                    .isEqualTo("monitoring.monitoring_events");
            assertThat(fresh.ask("SELECT string_agg(tablename, ' ') FROM pg_publication_tables"))
                    .isEqualTo("monitoring_events");
            assertThat(fresh.ask("SELECT pg_has_role('service_role', 'crossfade_writer', 'MEMBER')"
                            + " AND pg_has_role('service_role', 'crossfade_reader', 'MEMBER')"
                            + " AND pg_has_role('authenticated', 'crossfade_reader', 'MEMBER')"
                            + " AND pg_has_role('anon', 'crossfade_reader', 'MEMBER')"
                            + " AND NOT pg_has_role('anon', 'crossfade_writer', 'MEMBER')"))
                    .isEqualTo("t");
            fresh.ask("DROP OWNED BY small_owner, service_role, authenticated, anon CASCADE");
            fresh.ask("DROP ROLE small_owner, service_role, authenticated, anon");
        }
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
    void cursorsOfClientsAreOpenToNobodyButThroughTheirFunctionsToAWriter() throws SQLException {
        assertThat(as("crossfade_writer", "SELECT monitoring.save_feed_cursors('{k}', '{c}', '{7}')"))
                .isEqualTo("1");
        assertThat(as("crossfade_writer", "SELECT monitoring.feed_cursor('k', 'c')"))
                .isEqualTo("7");
        for (String role : new String[] {"crossfade_writer", "crossfade_reader"}) {
            assertRefused(role, "SELECT * FROM monitoring.feed_cursors");
            assertRefused(role, "DELETE FROM monitoring.feed_cursors");
            assertRefused(role, "UPDATE monitoring.feed_retention SET dropped = 0");
            assertThat(as(role, "SELECT newest FROM monitoring.feed_position()"))
                    .isEqualTo("0");
        }
        assertRefused("crossfade_reader", "SELECT monitoring.feed_cursor('k', 'c')");
        assertThat(as("crossfade_reader", "SELECT dropped FROM monitoring.feed_retention"))
                .isEqualTo("0");
        assertThatThrownBy(() -> database.ask("INSERT INTO monitoring.feed_retention (dropped) VALUES (1)"))
                .hasMessageContaining("duplicate key");
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
        var askers = java.util.stream.IntStream.range(0, 6)
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

    private void awaitLockWaiter() throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!"1".equals(database.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))) {
            assertThat(System.nanoTime())
                    .as("nobody waits for the position lock")
                    .isLessThan(end);
            Thread.onSpinWait();
        }
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

    private String as(String role, String sql) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE " + role);
            if (!statement.execute(sql)) {
                return null;
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    private void assertRefused(String role, String sql) {
        assertThatThrownBy(() -> as(role, sql))
                .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                        .isEqualTo("42501"));
    }

    /** The numbers of the migrations that the project has, in order. */
    private static List<String> versions() {
        try (Stream<Path> files = Files.list(Path.of("sql"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("V"))
                    .map(name -> name.substring(1, name.indexOf("__")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
