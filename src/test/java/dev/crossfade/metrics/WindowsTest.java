package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.SummaryPage;
import dev.crossfade.bus.SummaryQuery;
import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        return windows.last(window, now).of("a", Category.SYSTEM).counts().accepted();
    }

    private void add(Instant at, String type, long accepted) {
        Tallies tallies = new Tallies();
        tallies.of(type, Category.SYSTEM).add(new Counts(accepted, 0, 0, 0, 0, 0, 0, 0, 0));
        windows.add(at.getEpochSecond(), tallies);
    }
}
