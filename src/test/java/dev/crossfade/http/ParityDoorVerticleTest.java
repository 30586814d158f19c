package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.DeadLettered;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedRow;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityQuery;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.Integrity;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.parity.ParityVerticle;
import dev.crossfade.testkit.AlteredEvent;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both adapters with a fault in their passage, and what parity says of it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ParityDoorVerticleTest {
    private static final int EVENTS = 500;
    private static final String SETTINGS = "{http: {port: 0}, parity: {match_window: 1s}}";

    private final Vertx vertx = Vertx.vertx();
    private final PretendFeedVerticle feed = new PretendFeedVerticle();
    private MemoryEventLog log;

    @TempDir
    private Path folder;

    @BeforeEach
    void begin() {
        LocalCodec.register(vertx);
        Settings settings = TestSettings.yaml(SETTINGS);
        log = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
    }

    @AfterEach
    void end() {
        vertx.close().await();
        log.close();
    }

    @Test
    void withNoFaultEverythingMatches() throws Exception {
        open(Passage.OPEN);
        ParityFigures figures = deliverAll();
        assertThat(figures.matched()).isEqualTo(EVENTS);
        assertThat(figures.reordered() + figures.duplicate()).isZero();
    }

    @Test
    void eachFaultOfTheWebsocketIsFound() throws Exception {
        open(new Passage() {
            @Override
            public List<SealedEvent> websocket(List<SealedEvent> read) {
                List<SealedEvent> delivered = new ArrayList<>();
                for (SealedEvent event : read) {
                    switch ((int) event.event().sequenceId()) {
                        case 10 -> {}
                        case 20 -> delivered.add(changed(event));
                        case 30 -> delivered.addAll(List.of(event, event));
                        case 40 -> delivered.add(Math.max(0, delivered.size() - 1), event);
                        default -> delivered.add(event);
                    }
                }
                return delivered;
            }
        });
        ParityFigures figures = deliverAll();
        assertThat(figures.missing()).containsEntry(Adapter.WEBSOCKET, 1L).containsEntry(Adapter.REALTIME, 0L);
        assertOneOfEach(figures);
    }

    @Test
    void eachFaultOfTheRealtimeFeedIsFound() throws Exception {
        open(new Passage() {
            @Override
            public List<FeedRow> realtime(List<FeedRow> read) {
                List<FeedRow> delivered = new ArrayList<>();
                for (FeedRow row : read) {
                    switch ((int) row.event().sequenceId()) {
                        case 10 -> {}
                        case 20 -> delivered.add(new FeedRow(row.event(), row.createdAt(), Integrity.CHANGED));
                        case 30 -> delivered.addAll(List.of(row, row));
                        case 40 -> delivered.add(Math.max(0, delivered.size() - 1), row);
                        default -> delivered.add(row);
                    }
                }
                return delivered;
            }
        });
        ParityFigures figures = deliverAll();
        assertThat(figures.missing()).containsEntry(Adapter.WEBSOCKET, 0L).containsEntry(Adapter.REALTIME, 1L);
        assertOneOfEach(figures);
    }

    @Test
    void aBugInOneBatchStopsNeitherAdapter() throws Exception {
        Set<Adapter> failed = ConcurrentHashMap.newKeySet();
        open(new Passage() {
            @Override
            public List<SealedEvent> websocket(List<SealedEvent> read) {
                return failOnce(Adapter.WEBSOCKET, read);
            }

            @Override
            public List<FeedRow> realtime(List<FeedRow> read) {
                return failOnce(Adapter.REALTIME, read);
            }

            private <T> List<T> failOnce(Adapter adapter, List<T> read) {
                if (failed.add(adapter)) {
                    throw new IllegalStateException("a bug, as the test wants it");
                }
                return read;
            }
        });
        List<MonitoringEvent> first = accept();
        feed.commit(EVENTS, position -> first.get((int) position - 1));
        await(all -> failed.size() == 2);

        List<MonitoringEvent> all = new ArrayList<>(first);
        all.addAll(accept());
        feed.commit(EVENTS, position -> all.get((int) position - 1));
        ParityFigures figures = await(told -> told.dualWritten() == 2 * EVENTS && told.pending() == 0);
        assertThat(figures.matched()).isEqualTo(EVENTS);
        assertThat(figures.missing()).containsEntry(Adapter.WEBSOCKET, (long) EVENTS);
    }

    @Test
    void aDeadLetterIsExplained() throws Exception {
        open(new Passage() {
            @Override
            public List<FeedRow> realtime(List<FeedRow> read) {
                return read.stream()
                        .filter(row -> row.event().sequenceId() != 7)
                        .toList();
            }
        });
        Topics.DEAD_LETTERED.publish(vertx, new DeadLettered(List.of(7L)));
        ParityFigures figures = deliverAll();
        assertThat(figures.explained()).isEqualTo(1);
        assertThat(figures.matched()).isEqualTo(EVENTS - 1);
    }

    @Test
    void aRowWithASequenceIdThatTheLogNeverGaveHoldsNothingUp() throws Exception {
        open(Passage.OPEN);
        List<MonitoringEvent> rows = new ArrayList<>(accept());
        rows.add(3, AlteredEvent.of(rows.get(0)).sequenceId(1_000_000).event());
        feed.commit(EVENTS + 1, position -> rows.get((int) position - 1));

        ParityFigures figures = await(all -> all.dualWritten() == EVENTS && all.pending() == 0);
        assertThat(figures.matched()).isEqualTo(EVENTS);
    }

    private static void assertOneOfEach(ParityFigures figures) {
        assertThat(figures.changed()).isEqualTo(1);
        assertThat(figures.duplicate()).isEqualTo(1);
        assertThat(figures.reordered()).isEqualTo(1);
        assertThat(figures.matched()).isEqualTo(EVENTS - 2);
    }

    private static SealedEvent changed(SealedEvent event) {
        byte[] json = new String(event.json(), StandardCharsets.UTF_8)
                .replace("\"data\":{}", "\"data\":{\"n\":1}")
                .getBytes(StandardCharsets.UTF_8);
        return new SealedEvent(event.event(), json, event.persist(), event.verdict());
    }

    private void open(Passage passage) {
        SettingsSnapshot first = TestSettings.first(TestSettings.yaml(SETTINGS));
        Clock clock = Clock.systemUTC();
        vertx.deployVerticle(feed).await();
        vertx.deployVerticle(new ParityVerticle(first, log, folder, clock, 1)).await();
        vertx.deployVerticle(new HttpVerticle(first, log, clock, HttpBounds.fresh(), new AtomicInteger()::set, passage))
                .await();
        Promise<Void> attached = Promise.promise();
        Topics.FEED_ADVANCED.listen(vertx, position -> attached.tryComplete());
        attached.future().await();
    }

    /** Has all events accepted, stored and delivered; done when each is decided. */
    private ParityFigures deliverAll() {
        List<MonitoringEvent> accepted = accept();
        feed.commit(EVENTS, position -> accepted.get((int) position - 1));
        return await(all -> all.dualWritten() == EVENTS && all.pending() == 0);
    }

    private List<MonitoringEvent> accept() {
        Instant now = Instant.now();
        return log.accept(
                IntStream.range(0, EVENTS).mapToObj(n -> Drafts.receivedAt(now)).toList());
    }

    private ParityFigures await(Predicate<ParityFigures> fact) {
        return Waiting.forThat(Duration.ofSeconds(30), this::ask, fact);
    }

    private ParityFigures ask() {
        return Endpoints.PARITY.ask(vertx, new ParityQuery()).await().total();
    }
}
