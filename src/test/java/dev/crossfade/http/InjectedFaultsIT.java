package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.MismatchQuery;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityQuery;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.parity.ParityVerticle;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred thousand events through both adapters, with faults between what these read and what they deliver: drop,
 * duplicate, reorder, corrupt, delay. Each is found, and nothing else is.
 *
 * <p>{@code -Dfaults.rate=0.03} of the events are spoilt, {@code -Dfaults.events=N} are published, 25,000 at least, {@code -Dfaults.seed=N}
 * repeats what is done to each. Besides, some batches come to an adapter as a whole later than the match window: the database
 * is slow, or the event log does not tell of them.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class InjectedFaultsIT {
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime() & 0xffff_ffffL);
    private static final double RATE = Double.parseDouble(System.getProperty("faults.rate", "0.03"));
    private static final int BATCH = 500;
    private static final int LATE_EACH = 50;
    private static final int BATCHES = LATE_EACH * (Integer.getInteger("faults.events", 100_000) / BATCH / LATE_EACH);
    private static final Duration MATCH_WINDOW = Duration.ofSeconds(3);
    private static final Duration TOO_LATE = MATCH_WINDOW.plusSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofMillis(100);
    private static final String SETTINGS = "{http: {port: 0}, parity: {match_window: 3s}}";

    private final Vertx vertx = Vertx.vertx();
    private final PretendFeedVerticle feed = new PretendFeedVerticle();
    private final FaultReport report = new FaultReport();
    private final InjectedFaults faults = new InjectedFaults(SEED, RATE, BATCH, LATE_EACH, report);
    private volatile boolean silent;
    private MemoryEventLog log;

    @TempDir
    private Path folder;

    @BeforeEach
    void begin() {
        LocalCodec.register(vertx);
        Settings settings = TestSettings.yaml(SETTINGS);
        log = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
        log.onAdvance(end -> ring());
        SettingsSnapshot first = TestSettings.first(settings);
        Clock clock = Clock.systemUTC();
        vertx.deployVerticle(feed).await();
        vertx.deployVerticle(new ParityVerticle(first, log, folder, clock, 1)).await();
        vertx.deployVerticle(new HttpVerticle(first, log, clock, HttpBounds.fresh(), new AtomicInteger()::set, faults))
                .await();
        Promise<Void> attached = Promise.promise();
        Topics.FEED_ADVANCED.listen(vertx, position -> attached.tryComplete());
        attached.future().await();
        Topics.PARITY_OBSERVED.listen(vertx, told -> report.told(told.total()));
    }

    @AfterEach
    void end() {
        vertx.close().await();
        log.close();
    }

    @Test
    void everyFaultBetweenTheLogAndTheDeliveryIsFoundAndNothingElse() throws Exception {
        System.out.printf(
                "faults.seed=%d faults.rate=%s faults.events=%d match window %s%n",
                SEED, RATE, BATCHES * BATCH, MATCH_WINDOW);
        for (int batch = 0; batch < BATCHES; batch++) {
            deliver(batch);
        }
        ParityFigures figures = await(told -> told.dualWritten() == (long) BATCHES * BATCH && told.pending() == 0);
        faults.end();
        // The last one has what was delayed beyond the window in its train, which is not to be told of again.
        deliver(0);
        ParityFigures last = await(told -> told.matched() == figures.matched() + BATCH && told.pending() == 0);
        System.out.println(report.table());

        assertThat(report.counted()).isEqualTo(report.expected());
        assertThat(report.foundMismatches()).isEqualTo(report.injectedMismatches());
        assertThat(last.matched() + last.mismatched()).isEqualTo(last.dualWritten());
        assertThat(last.unverified() + last.explained()).isZero();
        assertThat(report.expected())
                .containsOnlyKeys("changed", "duplicate", "late", "missing realtime", "missing websocket", "reordered");
    }

    /** Has a batch accepted, stored and delivered; every so often later than the match window by one of the adapters. */
    private void deliver(int batch) throws Exception {
        boolean late = batch % LATE_EACH == LATE_EACH - 1;
        Adapter adapter = batch / LATE_EACH % 2 == 0 ? Adapter.WEBSOCKET : Adapter.REALTIME;
        if (late && adapter == Adapter.WEBSOCKET) {
            awaitAtRest();
            silent = true;
        }
        List<MonitoringEvent> accepted = accept();
        if (late) {
            faults.late(
                    adapter, accepted.stream().map(MonitoringEvent::sequenceId).toList());
        }
        if (late && adapter == Adapter.REALTIME) {
            pass(TOO_LATE);
        }
        long before = accepted.get(0).sequenceId();
        feed.commit(BATCH, position -> accepted.get((int) (position - before)));
        pass(silent ? TOO_LATE : PACE);
        if (silent) {
            silent = false;
            ring();
        }
    }

    /** Lets time go by. */
    private void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(PACE.toNanos());
            note();
        }
    }

    /** Until the websocket adapter has nothing left to read, so that it reads what comes next only when it is told. */
    private void awaitAtRest() {
        Waiting.forThat(
                PATIENCE,
                () -> faults.passed(Adapter.WEBSOCKET),
                passed -> passed >= log.stats().lastSequenceId());
        LockSupport.parkNanos(PACE.toNanos());
    }

    private void ring() {
        if (!silent) {
            Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(log.stats().endOffset()));
        }
    }

    private List<MonitoringEvent> accept() {
        Instant now = Instant.now();
        return log.accept(
                IntStream.range(0, BATCH).mapToObj(n -> Drafts.receivedAt(now)).toList());
    }

    /** Notes what is listed now, before newer ones take its place: a thousand are kept. */
    private void note() {
        Endpoints.MISMATCHES
                .ask(vertx, new MismatchQuery(Optional.empty(), OptionalLong.empty(), 1000))
                .await()
                .mismatches()
                .forEach(report::found);
    }

    private ParityFigures await(Predicate<ParityFigures> fact) {
        ParityFigures told = Waiting.forThat(PATIENCE, this::noteAndAsk, fact);
        note();
        report.told(told);
        return told;
    }

    private ParityFigures noteAndAsk() {
        note();
        return ask();
    }

    private ParityFigures ask() {
        return Endpoints.PARITY.ask(vertx, new ParityQuery()).await().total();
    }
}
