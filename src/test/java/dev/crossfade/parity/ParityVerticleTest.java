package dev.crossfade.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.ParityCount;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityQuery;
import dev.crossfade.bus.ParityWindow;
import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.event.EventJson;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.eventlog.NoteRecord;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What parity writes of each minute into the event log, and that all of it together is what it counted. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ParityVerticleTest {
    private static final Instant MINUTE = Instant.parse("2026-11-21T06:00:00Z");

    private final Settings settings = TestSettings.defaults();
    private final Vertx vertx = Vertx.vertx();
    private final MemoryEventLog log = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
    private final AtomicReference<Instant> now = new AtomicReference<>(MINUTE.plusSeconds(10));

    @TempDir
    private Path folder;

    private String deployment = "";

    @BeforeEach
    void begin() {
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
    }

    @AfterEach
    void end() {
        vertx.close().await();
        log.close();
    }

    @Test
    void aMinuteIsWrittenOnceItIsOverAndHasWhatWasCountedInItAlone() throws Exception {
        deploy();
        accept(3);
        assertThat(windows()).isEmpty();
        now.set(MINUTE.plusSeconds(60));
        accept(4);
        awaitThat("the first minute", () -> windows().size() == 1);
        now.set(MINUTE.plusSeconds(190));
        awaitThat("the second one", () -> windows().size() == 2);

        assertThat(windows()).extracting(ParityWindow::start).containsExactly(MINUTE, MINUTE.plusSeconds(60));
        assertThat(windows()).extracting(ParityVerticleTest::dualWritten).containsExactly(3L, 4L);
        assertThat(windows().get(1).totals().values())
                .extracting(counts -> counts.of(ParityCount.DUAL_WRITTEN))
                .contains(7L);
    }

    @Test
    void whereverAKillCameTheMinutesTogetherAreTheTotals() throws Exception {
        deploy();
        accept(10);
        String early = keptUpTo(10);
        now.set(MINUTE.plusSeconds(65));
        awaitThat("a minute", () -> windows().size() == 1);
        String noted = keptUpTo(11);
        accept(5);
        String later = keptUpTo(16);
        now.set(MINUTE.plusSeconds(125));
        awaitThat("another minute", () -> windows().size() == 2);

        for (Optional<String> left : List.of(
                Optional.of(later),
                Optional.of(noted),
                Optional.of(early),
                Optional.of("broken"),
                Optional.<String>empty())) {
            startAgainWith(left);
            ParityFigures totals = ask();
            assertThat(totals.dualWritten()).as("with %s", left).isEqualTo(15);
            assertThat(totals.unverified()).as("with %s", left).isEqualTo(15);
            assertThat(totals.pending()).isZero();
            now.set(now.get().plusSeconds(60));
            awaitThat("all of it", () -> sum(ParityCount.UNVERIFIED) == 15);
            assertThat(sum(ParityCount.DUAL_WRITTEN)).as("with %s", left).isEqualTo(15);
        }
    }

    @Test
    void withAMinuteUnderWayWhatTheKilledDaemonCountedInItIsOfThatMinute() throws Exception {
        deploy();
        accept(6);
        String left = keptUpTo(6);
        now.set(MINUTE.plusSeconds(600));
        startAgainWith(Optional.of(left));
        awaitThat("that minute", () -> windows().size() == 1);
        assertThat(windows().get(0).start()).isEqualTo(MINUTE);
        assertThat(dualWritten(windows().get(0))).isEqualTo(6);
        assertThat(sum(ParityCount.UNVERIFIED)).isZero();
        now.set(MINUTE.plusSeconds(660));
        awaitThat("the minute of the start", () -> windows().size() == 2);
        assertThat(windows().get(1).start()).isEqualTo(MINUTE.plusSeconds(600));
        assertThat(sum(ParityCount.UNVERIFIED)).isEqualTo(6);
    }

    @Test
    void whatIsCountedWhenTheStopIsToldIsWrittenThen() throws Exception {
        deploy();
        accept(6);
        assertThat(ask().dualWritten()).isEqualTo(6);
        Topics.STOPPING.publish(vertx, new Stopping());
        awaitThat("the minute under way", () -> windows().size() == 1);
        assertThat(dualWritten(windows().get(0))).isEqualTo(6);
    }

    private void deploy() {
        InstantSource time = now::get;
        deployment = vertx.deployVerticle(
                        new ParityVerticle(TestSettings.first(settings), log, folder, time.withZone(ZoneOffset.UTC), 1))
                .await();
    }

    /** As after a kill: what the last life wrote after that is not there. */
    private void startAgainWith(Optional<String> left) throws Exception {
        vertx.undeploy(deployment).await();
        Files.deleteIfExists(file());
        if (left.isPresent()) {
            Files.writeString(file(), left.get());
        }
        deploy();
    }

    private Path file() {
        return folder.resolve("parity.json");
    }

    private String keptUpTo(long offset) throws Exception {
        awaitThat("a file", () -> kept().contains("\"up_to\":" + offset + ","));
        return kept();
    }

    private String kept() {
        try {
            return Files.exists(file()) ? Files.readString(file()) : "";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void accept(int count) throws Exception {
        log.append(IntStream.range(0, count)
                        .mapToObj(n -> Drafts.receivedAt(now.get()))
                        .toList())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        ask();
    }

    private ParityFigures ask() {
        return Endpoints.PARITY.ask(vertx, new ParityQuery()).await().total();
    }

    private List<ParityWindow> windows() {
        List<LogRecord> records =
                log.read(1, 1000, Integer.MAX_VALUE).toCompletableFuture().join();
        return records.stream()
                .filter(NoteRecord.class::isInstance)
                .map(note -> MinutesJson.window((NoteRecord) note).orElseThrow())
                .toList();
    }

    private long sum(ParityCount count) {
        return windows().stream()
                .flatMap(window -> window.counted().values().stream())
                .mapToLong(counts -> counts.of(count))
                .sum();
    }

    private static long dualWritten(ParityWindow window) {
        return window.counted().values().stream()
                .mapToLong(counts -> counts.of(ParityCount.DUAL_WRITTEN))
                .sum();
    }

    private static void awaitThat(String what, Callable<Boolean> fact) {
        Waiting.until(Duration.ofSeconds(20), what, fact);
    }
}
