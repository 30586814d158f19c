package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.IntakeObserved.Tally;
import dev.crossfade.bus.MetricsFlush;
import dev.crossfade.bus.MetricsFlush.Counts;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnflushedCountsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Instant LATEST = NOON.plusSeconds(90);

    private final UnflushedCounts unflushed = new UnflushedCounts(NOON);

    @Test
    void aFlushHoldsWhatCameSinceTheOneBeforeAndItsWindowBeginsWhereThatEnded() {
        count("a", new Tally(2, 1, 0, 3, 1_000));
        count("a", new Tally(1, 0, 0, 0, 500));
        count("b", new Tally(0, 1, 2, 0, 7));

        MetricsFlush first = take(LATER);
        count("a", new Tally(1, 0, 0, 0, 1));
        MetricsFlush second = take(LATEST);

        assertThat(first.byEventType())
                .containsOnly(Map.entry("a", new Counts(3, 1, 0, 3, 1_500)), Map.entry("b", new Counts(0, 1, 2, 0, 7)));
        assertThat(first.from()).isEqualTo(NOON);
        assertThat(first.to()).isEqualTo(LATER);
        assertThat(second.byEventType()).containsOnly(Map.entry("a", new Counts(1, 0, 0, 0, 1)));
        assertThat(second.from()).isEqualTo(LATER);
        assertThat(second.to()).isEqualTo(LATEST);
    }

    @Test
    void whereNothingWasCountedThereIsNoFlushAndTheNextWindowIsTheShorter() {
        assertThat(unflushed.take(UUID.randomUUID(), LATER)).isEmpty();

        count("a", new Tally(1, 0, 0, 0, 0));

        assertThat(take(LATEST).from()).isEqualTo(LATER);
    }

    @Test
    void aFlushThatCameToNothingIsInTheNextOneWithItsWindow() {
        count("a", new Tally(1, 0, 0, 0, 10));
        MetricsFlush lost = take(LATER);
        count("a", new Tally(2, 0, 0, 1, 20));
        count("b", new Tally(4, 0, 0, 0, 40));

        unflushed.putBack(lost);

        MetricsFlush next = take(LATEST);
        assertThat(next.byEventType())
                .containsOnly(Map.entry("a", new Counts(3, 0, 0, 1, 30)), Map.entry("b", new Counts(4, 0, 0, 0, 40)));
        assertThat(next.from()).isEqualTo(NOON);
        assertThat(unflushed.take(UUID.randomUUID(), LATEST)).isEmpty();
    }

    @Test
    void typesBeyondTheBoundAreFlushedTogetherAlsoWhereTheyArePutBack() {
        countTypes("first", ByEventType.MAX_EVENT_TYPES + 300);
        MetricsFlush lost = take(LATER);
        assertThat(lost.byEventType()).hasSize(ByEventType.MAX_EVENT_TYPES + 1);
        countTypes("second", ByEventType.MAX_EVENT_TYPES + 40);

        unflushed.putBack(lost);

        MetricsFlush next = take(LATEST);
        assertThat(next.byEventType()).hasSize(ByEventType.MAX_EVENT_TYPES + 1);
        assertThat(next.byEventType().values().stream()
                        .mapToLong(Counts::passed)
                        .sum())
                .isEqualTo(2L * ByEventType.MAX_EVENT_TYPES + 340);
        assertThat(next.byEventType().get(ByEventType.OTHER).passed()).isEqualTo(ByEventType.MAX_EVENT_TYPES + 340L);
    }

    @Test
    void aClockThatIsSetBackMakesNoWindowThatEndsBeforeItBegins() {
        count("a", new Tally(1, 0, 0, 0, 0));

        MetricsFlush flush = take(NOON.minusSeconds(10));

        assertThat(flush.from()).isEqualTo(flush.to()).isEqualTo(NOON.minusSeconds(10));
    }

    private void countTypes(String prefix, int types) {
        for (int n = 0; n < types; n++) {
            count(prefix + n, new Tally(1, 0, 0, 0, 0));
        }
    }

    private void count(String type, Tally tally) {
        unflushed.add(new IntakeObserved(Map.of(type, tally), 0, 0, 0));
    }

    private MetricsFlush take(Instant now) {
        return unflushed.take(UUID.randomUUID(), now).orElseThrow();
    }
}
