package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedAdvanced;
import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedQuery;
import dev.crossfade.bus.FeedRow;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.event.EventJson;
import dev.crossfade.feed.FeedVerticle;
import dev.crossfade.persistence.DatabaseAccess;
import dev.crossfade.persistence.DatabaseTarget;
import dev.crossfade.persistence.PersistenceVerticle;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.FaultProxy;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * From rows that anybody commits to a reader of the feed: each once and in order, whatever the writers and the network do.
 * The database is cut off for {@code -Dfeed.cut.seconds}.
 */
class FeedIT {
    private static final Duration CUT = Duration.ofSeconds(Long.getLong("feed.cut.seconds", 3));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> TABLES = List.of("monitoring.monitoring_events", "monitoring.event_intake");
    private static final String INSERT = """
            INSERT INTO %s (id, node, sequence_id, event_type, category, "timestamp", received_at, source, data,
                metadata, checksum, checksum_algorithm, adapters, config_version)
            SELECT gen_random_uuid(), '%s', %d + g, 't', 'system', now(), date_trunc('day', now()), 's', '{}', '{}',
                'c', 'crc32', CASE g %% 3 WHEN 0 THEN '{websocket}' WHEN 1 THEN '{realtime}'
                    ELSE '{websocket,realtime}' END::text[], 0
            FROM generate_series(1, %d) g
            """;

    private final Vertx vertx = Vertx.vertx();
    private final Settings settings = TestSettings.yaml("""
            flags: {MONITORING_TIMEOUT_MS: 3000}
            database: {breaker: {failures: 2, reset_timeout: 200ms}}
            """);
    private final MemoryEventLog log = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
    private final Reader reader = new Reader();
    private TestDatabase database;

    @BeforeEach
    void make() throws SQLException {
        database = TestDatabase.migrated();
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
        log.close();
        database.close();
    }

    @Test
    void whatOverlapsCommitsLateOrIsRolledBackIsReadOnceAndInOrderOrNotAtAll() throws Exception {
        deploy(database.daemon());
        CompletableFuture<?>[] writers = {
            writing(connection -> overlapping(connection, "a", 1, true)),
            writing(connection -> overlapping(connection, "b", 2, true)),
            writing(connection -> overlapping(connection, "c", 3, false))
        };
        CompletableFuture.allOf(writers).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        log.append(Drafts.batch("daemon", 1, 100)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        awaitThat("the daemon's own events are stored", () -> log.stats().backlog() == 0);

        theReaderHasEverythingOnceAndInOrder();
        assertThat(reader.seen.size()).isGreaterThan(2000);
        assertThat(ask("SELECT count(*) FROM monitoring.monitoring_events WHERE node = 'c'"))
                .isEqualTo("0");
    }

    @Test
    void aDatabaseThatIsCutOffUnderLoadIsReadOnFromWhereTheFeedWas() throws Exception {
        try (FaultProxy line = FaultProxy.before(database.daemon().port())) {
            DatabaseTarget daemon = database.daemon();
            deploy(new DatabaseTarget(
                    daemon.host(), line.port(), daemon.database(), daemon.user(), daemon.password(), daemon.tls()));
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<?> a = writing(connection -> steady(connection, "a", over));
            CompletableFuture<?> b = writing(connection -> steady(connection, "b", over));
            awaitThat("rows are read", () -> reader.seen.size() > 200);

            line.refuse();
            long before = newest();
            int readBefore = reader.seen.size();
            long end = System.nanoTime() + CUT.toNanos();
            awaitThat("rows are written meanwhile", () -> System.nanoTime() > end && newest() > before + 500);
            int readMeanwhile = reader.seen.size() - readBefore;
            long missed = newest() - before;
            line.restore();
            awaitThat("more is read", () -> reader.seen.size() > readBefore + 1000);
            line.cut();
            int readThen = reader.seen.size();
            awaitThat("more is read after a short cut", () -> reader.seen.size() > readThen + 100);
            over.set(true);
            CompletableFuture.allOf(a, b).get(10, TimeUnit.SECONDS);

            theReaderHasEverythingOnceAndInOrder();
            System.out.printf(
                    "cut off for %d s: %d rows committed meanwhile, %d read meanwhile, %d read in all%n",
                    CUT.toSeconds(), missed, readMeanwhile, reader.seen.size());
        }
    }

    @Test
    void whoCameLateIsAnsweredFromTheDatabaseAndGoesOnFromMemory() throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(INSERT.formatted(TABLES.get(0), "a", 0, 9_000));
            deploy(database.daemon());
            statement.execute(INSERT.formatted(TABLES.get(0), "a", 9_000, 300));
        }
        awaitThat("what came is read", () -> reader.position >= 9_300);

        Reader late = new Reader();
        late.position = 0;
        vertx.deployVerticle(late).await();
        awaitThat("the late one has all", () -> late.position >= 9_300);

        assertThat(positions(late.seen)).isEqualTo(stored(0));
        assertThat(positions(reader.seen)).isEqualTo(stored(9_000));
    }

    private void deploy(DatabaseTarget target) {
        vertx.deployVerticle(reader).await();
        vertx.deployVerticle(new FeedVerticle()).await();
        vertx.deployVerticle(new PersistenceVerticle(
                        log, TestSettings.first(settings), DatabaseAccess.external(target), Clock.systemUTC()))
                .await();
        awaitThat("the feed begins", () -> reader.position >= 0);
        reader.began = reader.position;
    }

    private interface Work {
        void with(Connection connection) throws SQLException;
    }

    private CompletableFuture<?> writing(Work work) {
        return CompletableFuture.runAsync(
                () -> {
                    try (Connection connection = database.connect()) {
                        work.with(connection);
                    } catch (SQLException failure) {
                        throw new IllegalStateException(failure);
                    }
                },
                command -> new Thread(command, "writer").start());
    }

    /** Transactions that hold the lock while the others try, and pause before, between and behind their statements. */
    private static void overlapping(Connection connection, String node, long seed, boolean commits)
            throws SQLException {
        Random random = new Random(seed);
        connection.setAutoCommit(false);
        int sequence = 0;
        try (Statement statement = connection.createStatement()) {
            for (int transaction = 0; transaction < 120; transaction++) {
                for (int part = 0; part <= random.nextInt(2); part++) {
                    statement.execute("SELECT pg_sleep(" + random.nextInt(5) / 1e3 + ")");
                    int rows = random.nextInt(30);
                    statement.execute(INSERT.formatted(TABLES.get(random.nextInt(2)), node, sequence, rows));
                    sequence += rows;
                    statement.execute("SELECT pg_sleep(" + random.nextInt(10) / 1e3 + ")");
                }
                if (commits) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
            }
        }
    }

    private static void steady(Connection connection, String node, AtomicBoolean over) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int sequence = 0; !over.get(); sequence += 3) {
                statement.execute(INSERT.formatted(TABLES.get(0), node, sequence, 3));
                statement.execute("SELECT pg_sleep(0.005)");
            }
        }
    }

    private void theReaderHasEverythingOnceAndInOrder() throws SQLException {
        long newest = newest();
        awaitThat("all is read", () -> reader.position >= newest);
        assertThat(positions(reader.seen)).isEqualTo(stored(reader.began));
    }

    private static List<Long> positions(Iterable<FeedRow> rows) {
        List<Long> positions = new ArrayList<>();
        rows.forEach(row -> positions.add(row.event().position().orElseThrow()));
        return positions;
    }

    private List<Long> stored(long after) throws SQLException {
        String all = ask("SELECT string_agg(position::text, ' ' ORDER BY position) FROM monitoring.monitoring_events"
                + " WHERE 'realtime' = ANY (adapters) AND position > " + after);
        return Arrays.stream(all.split(" ")).map(Long::valueOf).toList();
    }

    private long newest() {
        try {
            return Long.parseLong(ask("SELECT max(position) FROM monitoring.monitoring_events"));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private String ask(String sql) throws SQLException {
        return database.ask(sql);
    }

    private static void awaitThat(String what, Callable<Boolean> fact) {
        Waiting.until(PATIENCE.plus(CUT), what, fact);
    }

    /** Follows the feed from where it first hears of it, as whoever delivers does. */
    private static final class Reader extends VerticleBase {
        private final ConcurrentLinkedQueue<FeedRow> seen = new ConcurrentLinkedQueue<>();
        private volatile long position = -1;
        private volatile long began;
        private boolean asking;

        @Override
        public Future<?> start() {
            Topics.FEED_ADVANCED.listen(vertx, this::advanced);
            return Future.succeededFuture();
        }

        private void advanced(FeedAdvanced advanced) {
            if (position < 0) {
                position = advanced.position();
            } else if (position < advanced.position() && !asking) {
                asking = true;
                Endpoints.FEED
                        .ask(vertx, new FeedQuery(position, Long.MAX_VALUE, 500))
                        .onComplete(answered -> asking = false)
                        .onSuccess(page -> take(page, advanced));
            }
        }

        private void take(FeedPage page, FeedAdvanced advanced) {
            seen.addAll(page.rows());
            position = page.upTo();
            advanced(advanced);
        }
    }
}
