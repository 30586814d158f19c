package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Activity;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.event.Verdict;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.testkit.Events;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final Aggregator live = new Aggregator();
    private final UnflushedCounts unflushed = new UnflushedCounts(NOON);
    private final Windows windows = new Windows();
    private final Counter counter = new Counter(live, unflushed, windows, new Sources(), 100);

    @Test
    void whatAnEarlierStartHasAcceptedIsFlushedAndNotAmongTheLiveFigures() {
        counter.count(records(99, 4));

        assertThat(snapshot().total().accepted()).isEqualTo(2);
        assertThat(lastDay().total().accepted()).isEqualTo(2);
        assertThat(unflushed.rows().stream()
                        .mapToLong(row -> row.counts().accepted())
                        .sum())
                .isEqualTo(4);
    }

    @Test
    void ofThousandsOfTypesInOneBatchAThousandHaveTheirOwnWhateverIsCountedOfThemFirst() {
        List<LogRecord> records = records(101, 3_000);
        counter.count(
                new IntakeObserved(
                        IntStream.range(0, 3_000)
                                .mapToObj(n -> new EventKind("type-" + n, Category.SYSTEM))
                                .collect(Collectors.toMap(
                                        Function.identity(), kind -> new IntakeObserved.Tally(0, 0, 1_000))),
                        0,
                        0),
                NOON,
                3_100);
        counter.count(records);
        counter.countTimes(3_100);

        assertThat(snapshot().byEventType()).hasSize(1_001);
        assertThat(snapshot().byEventType().get("__other__").total()).isEqualTo(2_000);
        assertThat(snapshot().total().accepted()).isEqualTo(3_000);
        assertThat(snapshot().total().nanos()).isEqualTo(3_000_000);
    }

    @Test
    void eventsThatWereKnownAlreadyTakeNoNamesAndNoRows() {
        counter.count(records(101, 3));
        IntStream.range(0, 2_000)
                .forEach(n -> counter.count(judged("type-" + n, new IntakeObserved.Tally(0, 0, 7)), NOON, 103));
        counter.countTimes(103);
        counter.count(judged("refused", new IntakeObserved.Tally(1, 2, 7)), NOON, 103);
        counter.count(records(104, 1_500));

        // 1,001 of the hour in which the events were received, and the refused one's.
        assertThat(unflushed.rows())
                .hasSize(1_002)
                .allMatch(row -> row.counts().accepted() + row.counts().failed() > 0);
        assertThat(snapshot().byEventType().get("__other__").total()).isEqualTo(501);
        assertThat(snapshot().total().nanos()).isEqualTo(3 * 7 + 7);
    }

    @Test
    void timeIsCountedOnceItIsKnownThatTheEventsAre() {
        counter.count(judged("type-0", new IntakeObserved.Tally(0, 0, 7)), NOON, 101);
        counter.countTimes(100);
        counter.count(judged("type-1", new IntakeObserved.Tally(0, 0, 9)), NOON, 102);
        counter.count(records(101, 1));
        counter.countTimes(101);
        assertThat(snapshot().total().nanos()).isEqualTo(7);
        counter.count(records(102, 2));
        counter.countTimes(103);
        assertThat(snapshot().total().nanos()).isEqualTo(16);
    }

    private static IntakeObserved judged(String type, IntakeObserved.Tally tally) {
        return new IntakeObserved(Map.of(new EventKind(type, Category.SYSTEM), tally), 0, 0);
    }

    private MetricsSnapshot lastDay() {
        return windows.last(MetricsWindow.DAY, Instant.now()).snapshot(Activity.NONE, Instant.now());
    }

    private MetricsSnapshot snapshot() {
        return live.snapshot(Activity.NONE, NOON);
    }

    private static List<LogRecord> records(long first, int count) {
        return IntStream.range(0, count)
                .<LogRecord>mapToObj(n -> new EventRecord(
                        first + n,
                        new SealedEvent(
                                Events.ofKind(n + 1, new EventKind("type-" + n, Category.SYSTEM)),
                                new byte[1],
                                true,
                                Verdict.PASSED)))
                .toList();
    }
}
