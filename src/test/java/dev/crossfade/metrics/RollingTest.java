package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Counts;
import dev.crossfade.event.Category;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RollingTest {
    private static final long BEGIN = 1_700_000_040;

    private final Rolling rolling = new Rolling(Duration.ofSeconds(60), 3);

    @Test
    void whatIsAddedIsThereUntilItsSpanIsTooOld() {
        add(BEGIN, 1);
        add(BEGIN + 59, 2);
        add(BEGIN + 60, 4);

        assertThat(sum(BEGIN + 60)).isEqualTo(7);
        assertThat(sum(BEGIN + 179)).isEqualTo(7);
        assertThat(sum(BEGIN + 180)).isEqualTo(4);
        assertThat(sum(BEGIN + 240)).isZero();
    }

    @Test
    void whatComesLateIsInItsOwnSpanAndWhatComesTooLateInNone() {
        add(BEGIN + 120, 1);
        add(BEGIN, 2);
        add(BEGIN + 60, 4);
        add(BEGIN - 1, 8);

        assertThat(rolling.slices(BEGIN + 120))
                .extracting(Slice::start)
                .containsExactly(BEGIN + 120, BEGIN + 60, BEGIN);
        assertThat(sum(BEGIN + 120)).isEqualTo(7);
    }

    @Test
    void atAnyTimeItIsTheSumOfTheLastSpans() {
        Random random = new Random(7);
        NavigableMap<Long, Long> all = new TreeMap<>();
        long now = BEGIN;
        for (int step = 0; step < 5_000; step++) {
            now += random.nextInt(40);
            long second = now - random.nextInt(300);
            add(second, 1);
            boolean kept = Math.floorDiv(second, 60L) > Math.floorDiv(newest(all, second), 60L) - 3;
            all.merge(second, kept ? 1L : 0L, Long::sum);

            long oldest = (Math.floorDiv(now, 60L) - 2) * 60;
            assertThat(sum(now))
                    .isEqualTo(rolling.accepted(now))
                    .isEqualTo(all.tailMap(oldest).values().stream()
                            .mapToLong(n -> n)
                            .sum());
        }
    }

    private static long newest(NavigableMap<Long, Long> all, long second) {
        return all.isEmpty() ? second : Math.max(second, all.lastKey());
    }

    private void add(long second, long accepted) {
        Tallies tallies = new Tallies();
        tallies.of("a", Category.SYSTEM).add(new Counts(accepted, 0, 0, 0, 0, 0, 0, 0, 0));
        rolling.at(second).ifPresent(slice -> slice.tallies().add(tallies));
    }

    private long sum(long now) {
        return rolling.sum(now).accepted();
    }
}
