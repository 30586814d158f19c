package dev.crossfade.guard;

import dev.crossfade.event.Category;
import java.time.Duration;
import java.util.Map;

/**
 * From which share of mismatches on {@code realtime} is taken out.
 *
 * @param percent of what was compared, 0 to 100, of each category
 * @param leastSample comparisons below which nothing is said
 * @param matchWindow how long after it was passed over an event is found missing
 */
record MismatchLimits(Map<Category, Double> percent, long leastSample, Duration matchWindow) {
    static final MismatchLimits DEFAULTS = new MismatchLimits(
            Map.of(
                    Category.CRITICAL, 1.0,
                    Category.USER_ACTIVITY, 3.0,
                    Category.PERFORMANCE, 5.0,
                    Category.SYSTEM, 2.0,
                    Category.DEBUG, 10.0),
            20,
            Duration.ofSeconds(30));
}
