package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Activity;
import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.Refusal;
import dev.crossfade.bus.SummaryPage;
import dev.crossfade.bus.SummaryQuery;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private final Windows windows = new Windows();

    @Test
    void theLastMinuteHourAndDayEndNow() {
        add(NOON, "a", 1);
        add(NOON.plusSeconds(3_000), "a", 2);
        Instant now = NOON.plusSeconds(3_600);
        add(now, "a", 4);

        assertThat(last(MetricsWindow.MINUTE, now)).isEqualTo(4);
        assertThat(last(MetricsWindow.HOUR, now)).isEqualTo(6);
        assertThat(last(MetricsWindow.DAY, now)).isEqualTo(7);
        assertThat(last(MetricsWindow.DAY, now.plusSeconds(86_400))).isZero();
    }

    @Test
    void aTimeOfThePastHasTheMinutesOrFurtherBackTheHoursThatBeganInIt() {
        add(NOON, "a", 1);
        add(NOON.plusSeconds(60), "a", 2);
        add(NOON.plusSeconds(150), "a", 4);
        Instant soon = NOON.plusSeconds(170);

        assertThat(between(NOON.plusSeconds(60), soon, soon)).isEqualTo(6);
        assertThat(between(NOON.plusSeconds(1), NOON.plusSeconds(120), soon)).isEqualTo(2);
        Instant hoursLater = NOON.plusSeconds(7_200);
        assertThat(between(NOON, hoursLater, hoursLater)).isEqualTo(7);
        assertThat(between(NOON.plusSeconds(60), hoursLater, hoursLater)).isZero();
    }

    private long between(Instant from, Instant to, Instant now) {
        return windows.between(new MetricsQuery.Period(from, to), now).accepted();
    }

    @Test
    void whatAdaptersDidAndWhatWasRefusedIsThereForAsLong() {
        windows.add(NOON.getEpochSecond(), delivered(5, 2_000));
        windows.add(NOON.getEpochSecond(), IntakeObserved.refused(Refusal.INVALID, 3));
        Instant later = NOON.plusSeconds(120);
        windows.add(later.getEpochSecond(), delivered(1, 8_000));

        MetricsSnapshot.Delivery minute =
                snapshot(MetricsWindow.MINUTE, later).adapters().get(Adapter.WEBSOCKET);
        assertThat(minute.deliveries()).isEqualTo(1);
        assertThat(minute.p95Millis()).isBetween(7.9, 8.1);
        MetricsSnapshot hour = snapshot(MetricsWindow.HOUR, later);
        assertThat(hour.adapters().get(Adapter.WEBSOCKET).deliveries()).isEqualTo(6);
        assertThat(hour.adapters()
                        .get(Adapter.WEBSOCKET)
                        .byCategory()
                        .get(Category.SYSTEM)
                        .count())
                .isEqualTo(2);
        assertThat(hour.refused()).isEqualTo(Map.of(Refusal.INVALID, 3L));
        assertThat(snapshot(MetricsWindow.MINUTE, later).refused()).isEmpty();
    }

    private MetricsSnapshot snapshot(MetricsWindow window, Instant now) {
        return windows.last(window, now).snapshot(Activity.NONE, now);
    }

    private static DeliveryObserved delivered(long deliveries, long micros) {
        Histogram latency = new Histogram(2);
        latency.recordValue(micros);
        return new DeliveryObserved(
                Adapter.WEBSOCKET, "one", 1, deliveries, deliveries, 0, 0, 0, Map.of(Category.SYSTEM, latency));
    }

    @Test
    void minutesComeNewestFirstAPageAtATimeEachRowOnce() {
        for (int minute = 0; minute < 7; minute++) {
            for (String type : List.of("a", "b,c", "d")) {
                add(NOON.plusSeconds(60L * minute + 7), type, minute + 1);
            }
        }
        List<CountsRow> rows = new ArrayList<>();
        SummaryPage page = windows.minutes(query(Optional.empty(), Optional.empty()), NOON.plusSeconds(400));
        rows.addAll(page.rows());
        while (page.more()) {
            page = windows.minutes(
                    query(Optional.empty(), Optional.of(SummaryQuery.Cursor.of(rows.get(rows.size() - 1)))),
                    NOON.plusSeconds(400));
            rows.addAll(page.rows());
        }

        assertThat(rows).hasSize(21).doesNotHaveDuplicates();
        assertThat(rows.get(0).start()).isEqualTo(NOON.plusSeconds(360));
        assertThat(rows).isSortedAccordingTo((a, b) -> SummaryQuery.Cursor.of(a).compareTo(SummaryQuery.Cursor.of(b)));
        assertThat(rows.stream().mapToLong(row -> row.counts().accepted()).sum())
                .isEqualTo(3 * 28);
    }

    @Test
    void minutesAreThoseOfOneTypeWhereItIsNamed() {
        add(NOON, "a", 1);
        add(NOON, "b", 2);

        assertThat(windows.minutes(query(Optional.of("b"), Optional.empty()), NOON)
                        .rows())
                .extracting(row -> row.kind().eventType())
                .containsExactly("b");
    }

    private static SummaryQuery query(Optional<String> type, Optional<SummaryQuery.Cursor> after) {
        return new SummaryQuery(
                MetricsWindow.MINUTE, type, Optional.empty(), Optional.empty(), Optional.empty(), after, 5);
    }

    private long last(MetricsWindow window, Instant now) {
        return windows.last(window, now).accepted();
    }

    private void add(Instant at, String type, long accepted) {
        Tallies tallies = new Tallies();
        tallies.of(type, Category.SYSTEM).add(new Counts(accepted, 0, 0, 0, 0, 0, 0, 0, 0));
        windows.add(at.getEpochSecond(), tallies);
    }
}
