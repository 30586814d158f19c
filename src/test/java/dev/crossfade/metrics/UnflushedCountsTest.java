package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CountsRow;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnflushedCountsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Instant LATEST = NOON.plusSeconds(90);

    private final UnflushedCounts unflushed = new UnflushedCounts(NOON);

    @Test
    void aFlushHoldsWhatCameSinceTheOneBeforeAndItsWindowBeginsWhereThatEnded() {
        count(NOON, "a", 3);
        count(NOON, "a", 1);
        count(NOON, "b", 2);
        UnflushedCounts.Taken first = unflushed.take(LATER);
        count(NOON, "a", 1);
        UnflushedCounts.Taken second = unflushed.take(LATEST);

        assertThat(first.rows()).containsExactlyInAnyOrder(row(NOON, "a", 4), row(NOON, "b", 2));
        assertThat(first.from()).isEqualTo(NOON);
        assertThat(first.to()).isEqualTo(LATER);
        assertThat(second.rows()).containsExactly(row(NOON, "a", 1));
        assertThat(second.from()).isEqualTo(LATER);
        assertThat(second.to()).isEqualTo(LATEST);
    }

    @Test
    void whatWasReceivedInAnotherHourIsARowOfItsOwn() {
        count(NOON.minusMillis(1), "a", 1);
        count(NOON, "a", 2);
        count(NOON.plusSeconds(3599), "a", 4);

        assertThat(unflushed.rows())
                .containsExactlyInAnyOrder(row(NOON.minus(Duration.ofHours(1)), "a", 1), row(NOON, "a", 6));
    }

    @Test
    void whereNothingWasCountedThereAreNoRowsAndTheNextWindowIsTheShorter() {
        assertThat(unflushed.take(LATER).rows()).isEmpty();

        count(NOON, "a", 1);

        assertThat(unflushed.take(LATEST).from()).isEqualTo(LATER);
    }

    @Test
    void aFlushThatCameToNothingIsInTheNextOneWithItsWindow() {
        count(NOON, "a", 1);
        UnflushedCounts.Taken lost = unflushed.take(LATER);
        count(NOON, "a", 2);
        count(NOON, "b", 4);

        unflushed.putBack(lost);

        UnflushedCounts.Taken next = unflushed.take(LATEST);
        assertThat(next.rows()).containsExactlyInAnyOrder(row(NOON, "a", 3), row(NOON, "b", 4));
        assertThat(next.from()).isEqualTo(NOON);
        assertThat(unflushed.take(LATEST).rows()).isEmpty();
    }

    @Test
    void typesBeyondTheBoundAreFlushedTogetherAlsoWhereTheyArePutBack() {
        countTypes("first", ByName.MAX_NAMES + 300);
        UnflushedCounts.Taken lost = unflushed.take(LATER);
        assertThat(lost.rows()).hasSize(ByName.MAX_NAMES + 1);
        countTypes("second", ByName.MAX_NAMES + 40);

        unflushed.putBack(lost);

        List<CountsRow> next = unflushed.take(LATEST).rows();
        assertThat(next).hasSize(ByName.MAX_NAMES + 1);
        assertThat(next.stream().mapToLong(row -> row.counts().passed()).sum()).isEqualTo(2L * ByName.MAX_NAMES + 340);
        assertThat(next).contains(row(NOON, ByName.OTHER, ByName.MAX_NAMES + 340));
    }

    @Test
    void whereNothingIsFlushedForLongTheOldestHoursBecomeOneAndNoCountIsLost() {
        for (int hour = 0; hour < 400; hour++) {
            count(NOON.plus(Duration.ofHours(hour)), "a", 1);
        }
        count(NOON, "a", 1);

        List<CountsRow> rows = unflushed.rows();
        assertThat(rows).hasSize(168);
        assertThat(rows.stream().mapToLong(row -> row.counts().passed()).sum()).isEqualTo(401);
        assertThat(rows)
                .contains(
                        row(NOON.plus(Duration.ofHours(232)), "a", 234), row(NOON.plus(Duration.ofHours(399)), "a", 1));
    }

    @Test
    void aClockThatIsSetBackMakesNoWindowThatEndsBeforeItBegins() {
        count(NOON, "a", 1);

        UnflushedCounts.Taken taken = unflushed.take(NOON.minusSeconds(10));

        assertThat(taken.from()).isEqualTo(taken.to()).isEqualTo(NOON.minusSeconds(10));
    }

    private void countTypes(String prefix, int types) {
        for (int n = 0; n < types; n++) {
            count(NOON, prefix + n, 1);
        }
    }

    private void count(Instant at, String type, long passed) {
        unflushed.of(at).of(type, Category.SYSTEM).add(counts(passed));
    }

    private static CountsRow row(Instant hour, String type, long passed) {
        return new CountsRow(hour, new EventKind(type, Category.SYSTEM), counts(passed));
    }

    private static Counts counts(long passed) {
        return new Counts(passed, 0, 0, 0, passed, 0, 0, 0, 0);
    }
}
