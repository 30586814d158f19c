package dev.crossfade.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.crossfade.bus.ParityCount;
import dev.crossfade.bus.ParityCounts;
import dev.crossfade.event.Category;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How what is counted is cut into minutes. */
class CountedMinutesTest {
    private static final long A_MINUTE = 60_000_000;

    private final CountedMinutes minutes = new CountedMinutes();
    private long matched;

    private final CountedMinutes.Counting counting = new CountedMinutes.Counting() {
        @Override
        public long upTo() {
            return matched;
        }

        @Override
        public Map<Category, ParityCounts> totals() {
            return Map.of(Category.SYSTEM, new ParityCounts(Map.of(ParityCount.MATCHED, matched)));
        }
    };

    @Test
    void aMinuteInWhichNothingWasCountedIsNotWritten() {
        minutes.turn(A_MINUTE, counting);
        minutes.turn(2 * A_MINUTE, counting);
        matched = 3;
        minutes.turn(5 * A_MINUTE, counting);
        minutes.turn(6 * A_MINUTE, counting);
        assertThat(minutes.waiting()).singleElement().satisfies(window -> assertThat(window.start())
                .isEqualTo(Micros.instant(2 * A_MINUTE)));
    }

    @Test
    void aClockThatIsSetBackBeginsAnotherMinute() {
        minutes.turn(10 * A_MINUTE, counting);
        matched = 3;
        minutes.turn(4 * A_MINUTE, counting);
        matched = 5;
        minutes.turn(5 * A_MINUTE, counting);
        assertThat(minutes.waiting())
                .extracting(window -> window.start(), window -> count(window.counted()))
                .containsExactly(tuple(Micros.instant(10 * A_MINUTE), 3L), tuple(Micros.instant(4 * A_MINUTE), 2L));
    }

    @Test
    void whatWaitsIsBoundedAndNothingIsLostForIt() {
        for (int minute = 0; minute < 3000; minute++) {
            minutes.turn(minute * A_MINUTE, counting);
            matched++;
        }
        assertThat(minutes.waiting()).hasSize(1440);
        minutes.noted(minutes.waiting().subList(0, 1000));
        minutes.turn(3000 * A_MINUTE, counting);
        assertThat(minutes.waiting()).hasSize(441);
        assertThat(1000
                        + minutes.waiting().stream()
                                .mapToLong(window -> count(window.counted()))
                                .sum())
                .isEqualTo(3000);
    }

    private static long count(Map<Category, ParityCounts> counted) {
        return counted.get(Category.SYSTEM).of(ParityCount.MATCHED);
    }
}
