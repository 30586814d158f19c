package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FlushMetrics;
import dev.crossfade.bus.FlushReply;
import dev.crossfade.bus.FlushReply.Flushed;
import dev.crossfade.bus.FlushSettled;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.MetricsFlush;
import dev.crossfade.bus.MetricsFlushJson;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.EventKind;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When metrics are flushed into the event log, and that nothing is lost or counted twice on the way. */
class MetricsVerticleTest {
    private static final String RARELY = "MONITORING_METRICS_FLUSH_INTERVAL: 604800";
    private static final String OFTEN = "MONITORING_METRICS_FLUSH_INTERVAL: 1";
    private static final String OFF = "MONITORING_METRICS_PERSISTENCE: false";
    private static final String IMPATIENT = "MONITORING_TIMEOUT_MS: 20";
    /** Of all drafts here. */
    private static final String TYPE = "cache_metrics";

    private static final FlushMetrics INTO_THE_LOG = new FlushMetrics(false);
    private static final FlushMetrics INTO_THE_DATABASE = new FlushMetrics(true);

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final MemoryEventLog log = new MemoryEventLog(
            "test00000000", settings("{event_log: {max_bytes: 1MiB}}").eventLog(), EventJson::new);
    private long version = 1;

    @BeforeEach
    void register() {
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
    }

    @AfterEach
    void close() {
        vertx.close().await();
        log.close();
    }

    @Test
    void aFlushComesEveryInterval() {
        deploy(OFTEN);
        count(3);
        awaitThat("a first flush", () -> flushes().size() == 1);
        count(4);
        awaitThat("a second flush", () -> flushes().size() == 2);

        assertThat(flushes().stream().map(MetricsVerticleTest::passed)).containsExactly(3L, 4L);
        assertThat(flushes().get(1).from()).isEqualTo(flushes().get(0).to());
    }

    @Test
    void aShorterIntervalTakesEffectWhileTheOldOneStillRuns() {
        deploy(RARELY);
        count(3);
        assertThat(flushes()).isEmpty();

        change(OFTEN);

        awaitThat("a flush", () -> flushes().size() == 1);
        assertThat(passed(flushes().get(0))).isEqualTo(3);
    }

    @Test
    void whilePersistenceIsOffNothingIsWrittenAndTheFirstFlushAfterHasItAll() {
        deploy(RARELY, OFF);
        count(3);
        assertThat(ask(INTO_THE_LOG)).isEqualTo(new FlushReply.SwitchedOff());
        assertThat(ask(INTO_THE_DATABASE)).isEqualTo(new FlushReply.SwitchedOff());
        change(OFTEN, OFF);
        count(4);
        assertThat(flushes()).isEmpty();
        assertThat(live()).isEqualTo(7);

        change(OFTEN);

        awaitThat("a flush", () -> !flushes().isEmpty());
        assertThat(flushes()).hasSize(1);
        assertThat(passed(flushes().get(0))).isEqualTo(7);
        assertThat(live()).isEqualTo(7);
    }

    @Test
    void noTimerFlushesWhilePersistenceIsOff() {
        deploy(OFTEN);
        count(1);
        awaitThat("a flush", () -> flushes().size() == 1);
        change(OFTEN, OFF);
        count(2);
        awaitTwoFlushesElsewhere();

        assertThat(flushes()).hasSize(1);
    }

    @Test
    void whatIsFlushedOnDemandIsNotFlushedAgain() {
        deploy(RARELY);
        count(3);

        assertThat(((Flushed) ask(INTO_THE_LOG)).rows()).isEqualTo(1);
        assertThat(((Flushed) ask(INTO_THE_LOG)).rows()).isZero();

        assertThat(flushes()).hasSize(1);
        assertThat(live()).isEqualTo(3);
    }

    @Test
    void whatTheLogDoesNotTakeIsInTheNextFlush() {
        deploy(RARELY);
        count(3);
        fillTheLog();
        assertThatThrownBy(() -> ask(INTO_THE_LOG))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the event log has no room now");
        log.checkpoint(log.stats().endOffset());
        count(4);

        assertThat(((Flushed) ask(INTO_THE_LOG)).rows()).isEqualTo(1);

        assertThat(flushes()).hasSize(1);
        assertThat(passed(flushes().get(0))).isEqualTo(7);
    }

    @Test
    void anAnswerWaitsUntilTheFlushIsStored() {
        deploy(RARELY);
        count(3);
        Future<FlushReply> reply = Endpoints.FLUSH_METRICS.ask(vertx, INTO_THE_DATABASE);
        awaitThat("a flush", () -> flushes().size() == 1);
        assertThat(reply.isComplete()).isFalse();

        Topics.FLUSH_SETTLED.publish(vertx, new FlushSettled(UUID.randomUUID(), true));
        settle(flushes().get(0), true);

        assertThat(((Flushed) reply.await()).rows()).isEqualTo(1);
    }

    @Test
    void anAnswerDoesNotWaitForEverAndWhatWaitsInTheLogIsWaitedForAgain() {
        deploy(RARELY, IMPATIENT);
        count(3);
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> ask(INTO_THE_DATABASE))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("not taken the metrics in time")
                    .hasMessageContaining("will be stored");
        }
        assertThat(flushes()).hasSize(1);

        settle(flushes().get(0), true);

        assertThat(((Flushed) ask(INTO_THE_DATABASE)).rows()).isZero();
    }

    @Test
    void aFlushThatTheDatabaseRefusesIsToldOnceAndThoseBeforeItAreStored() {
        deploy(RARELY);
        count(1);
        Future<FlushReply> first = Endpoints.FLUSH_METRICS.ask(vertx, INTO_THE_DATABASE);
        awaitThat("a flush", () -> flushes().size() == 1);
        count(2);
        Future<FlushReply> second = Endpoints.FLUSH_METRICS.ask(vertx, INTO_THE_DATABASE);
        awaitThat("another", () -> flushes().size() == 2);

        settle(flushes().get(1), false);

        assertThat(first.await()).isInstanceOf(Flushed.class);
        assertThat(second.await()).isEqualTo(new FlushReply.Refused());
        assertThat(((Flushed) ask(INTO_THE_DATABASE)).rows()).isZero();
    }

    @Test
    void concurrentWishesShareOutWhatThereIsAndCountNothingTwice() {
        deploy(RARELY);
        count(5);
        List<Future<FlushReply>> replies = IntStream.range(0, 20)
                .mapToObj(n -> Endpoints.FLUSH_METRICS.ask(vertx, INTO_THE_LOG))
                .toList();

        assertThat(replies.stream()
                        .mapToInt(reply -> ((Flushed) reply.await()).rows())
                        .sum())
                .isEqualTo(1);
        assertThat(flushes()).hasSize(1);
    }

    @Test
    void onceTheDaemonStopsTheLastFlushIsTheOneThatIsAskedFor() {
        deploy(RARELY);
        Topics.STOPPING.publish(vertx, new Stopping());
        count(3);
        change(OFTEN);
        awaitTwoFlushesElsewhere();
        assertThat(flushes()).isEmpty();

        assertThat(((Flushed) ask(INTO_THE_LOG)).rows()).isEqualTo(1);
        assertThat(passed(flushes().get(0))).isEqualTo(3);
    }

    @Test
    void aKillLosesNothingThatWasCountedAndCountsNothingTwice() throws Exception {
        String first = deployed(RARELY);
        count(3);
        refuse(2);
        awaitThat("it is kept", () -> kept().contains("\"failed\":2") && kept().contains("\"passed\":3"));
        Path beforeTheFlush = Files.copy(folder.resolve("metrics.json"), folder.resolve("before"));
        count(4);
        assertThat(((Flushed) ask(INTO_THE_LOG)).rows()).isEqualTo(1);
        count(5);
        killed(first, beforeTheFlush);

        String second = deployed(RARELY);
        assertThat(live()).as("figures of this start").isZero();
        count(6);
        assertThat(live()).isEqualTo(6);
        killed(second, beforeTheFlush);
        deploy(RARELY);
        assertThat(((Flushed) ask(INTO_THE_LOG)).rows()).isEqualTo(1);
        assertThat(((Flushed) ask(INTO_THE_LOG)).rows()).isZero();

        assertThat(flushes().stream().map(MetricsVerticleTest::passed)).containsExactly(7L, 11L);
        assertThat(failed(flushes().get(0))).isEqualTo(2);
        assertThat(failed(flushes().get(1))).isZero();
    }

    @Test
    void whatWasKeptAndNotFlushedIsInTheFirstFlushOfTheNextStart() throws Exception {
        String first = deployed(RARELY);
        count(3);
        refuse(2);
        awaitThat("it is kept", () -> kept().contains("\"failed\":2") && kept().contains("\"passed\":3"));
        Path left = Files.copy(folder.resolve("metrics.json"), folder.resolve("left"));
        count(4);
        killed(first, left);

        deploy(RARELY);
        ask(INTO_THE_LOG);

        assertThat(flushes().stream().map(MetricsVerticleTest::passed)).containsExactly(7L);
        assertThat(failed(flushes().get(0))).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            ^.*$       , {half a fi
            "passed":4 , "passed":-4
            """)
    void whereWhatWasKeptIsBrokenTheCountingGoesOnBehindTheLastFlush(String sound, String broken) throws Exception {
        String first = deployed(RARELY);
        count(3);
        ask(INTO_THE_LOG);
        count(4);
        vertx.undeploy(first).await();
        Path file = folder.resolve("metrics.json");
        String kept = Files.readString(file);
        Files.writeString(file, kept.replaceFirst(sound, broken));
        assertThat(file).content().isNotEqualTo(kept);

        deploy(RARELY);
        ask(INTO_THE_LOG);

        assertThat(flushes().stream().map(MetricsVerticleTest::passed)).containsExactly(3L, 4L);
    }

    /** What the daemon leaves that is killed when that was the newest to be kept. */
    private void killed(String deployment, Path left) throws IOException {
        vertx.undeploy(deployment).await();
        Files.copy(left, folder.resolve("metrics.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String kept() {
        try {
            return Files.readString(folder.resolve("metrics.json"));
        } catch (IOException notYet) {
            return "";
        }
    }

    private String deployed(String... flags) {
        return deploy(vertx, log, folder, flags);
    }

    private void deploy(String... flags) {
        deploy(vertx, log, folder, flags);
    }

    private static String deploy(Vertx vertx, MemoryEventLog log, Path folder, String... flags) {
        return vertx.deployVerticle(
                        new MetricsVerticle(TestSettings.first(settings(yaml(flags))), log, folder, Clock.systemUTC()))
                .await();
    }

    /** Another daemon flushes every second: an interval has passed for this one as well. */
    private void awaitTwoFlushesElsewhere() {
        Vertx other = Vertx.vertx();
        LocalCodec.register(other);
        try (MemoryEventLog otherLog =
                new MemoryEventLog("other0000000", TestSettings.defaults().eventLog(), EventJson::new)) {
            otherLog.onAdvance(end -> Topics.LOG_ADVANCED.publish(other, new LogAdvanced(end)));
            deploy(other, otherLog, folder.resolve("elsewhere"), OFTEN);
            for (int flush = 1; flush <= 2; flush++) {
                count(otherLog, 1);
                int wanted = flush;
                awaitThat("a flush elsewhere", () -> flushes(otherLog).size() == wanted);
            }
        } finally {
            other.close().await();
        }
    }

    @Test
    void theLiveCountersAreToldEverySecond() {
        List<MetricsSnapshot> told = new CopyOnWriteArrayList<>();
        Topics.METRICS_OBSERVED.listen(vertx, told::add);
        deploy(RARELY);
        count(3);
        awaitThat(
                "two snapshots with it",
                () -> told.stream()
                                .filter(snapshot -> snapshot.total().passed() == 3)
                                .count()
                        >= 2);

        assertThat(Duration.between(told.get(0).at(), told.get(1).at()))
                .isBetween(Duration.ofMillis(500), Duration.ofSeconds(10));
    }

    private void change(String... flags) {
        TestSettings.change(vertx, ++version, settings(yaml(flags)));
    }

    private static String yaml(String... flags) {
        return "{flags: {" + String.join(", ", flags) + "}}";
    }

    private static Settings settings(String yaml) {
        return TestSettings.yaml(yaml);
    }

    private void count(int passed) {
        count(log, passed);
    }

    private static void count(MemoryEventLog log, int passed) {
        log.append(Drafts.batch("test", 1, passed)).toCompletableFuture().join();
    }

    private void refuse(int events) {
        EventKind kind = new EventKind(TYPE, Category.PERFORMANCE);
        Topics.INTAKE_OBSERVED.publish(
                vertx, new IntakeObserved(Map.of(kind, new IntakeObserved.Tally(events, events, 1_000)), 0, 0));
    }

    private void settle(MetricsFlush flush, boolean stored) {
        Topics.FLUSH_SETTLED.publish(vertx, new FlushSettled(flush.id(), stored));
    }

    /** To the last byte, past what is kept for critical events. */
    private void fillTheLog() {
        try {
            for (int n = 0; n < 10_000; n++) {
                log.note(List.of(new Note(Note.Kind.AUDIT, new byte[64 << 10])))
                        .toCompletableFuture()
                        .join();
            }
        } catch (CompletionException full) {
            fillTheRest();
        }
    }

    private void fillTheRest() {
        long left = log.stats().maxBytes() - log.stats().bytes();
        log.note(List.of(new Note(Note.Kind.AUDIT, new byte[(int) left])))
                .toCompletableFuture()
                .join();
    }

    private FlushReply ask(FlushMetrics wish) {
        return Endpoints.FLUSH_METRICS.ask(vertx, wish).await();
    }

    private long live() {
        return Endpoints.METRICS
                .ask(vertx, MetricsQuery.sinceTheStart())
                .await()
                .total()
                .passed();
    }

    private List<MetricsFlush> flushes() {
        return flushes(log);
    }

    private static List<MetricsFlush> flushes(MemoryEventLog log) {
        List<LogRecord> records =
                log.read(1, 1_000_000, 1 << 30).toCompletableFuture().join();
        return records.stream()
                .filter(NoteRecord.class::isInstance)
                .map(record -> ((NoteRecord) record).note())
                .filter(note -> note.kind() == Note.Kind.METRICS)
                .map(note -> MetricsFlushJson.read(new JsonObject(Buffer.buffer(note.json()))))
                .toList();
    }

    private static long failed(MetricsFlush flush) {
        return flush.rows().stream().mapToLong(row -> row.counts().failed()).sum();
    }

    private static long passed(MetricsFlush flush) {
        return flush.rows().stream().mapToLong(row -> row.counts().passed()).sum();
    }

    private static void awaitThat(String what, Callable<Boolean> fact) {
        Waiting.until(Duration.ofSeconds(20), what, fact);
    }
}
