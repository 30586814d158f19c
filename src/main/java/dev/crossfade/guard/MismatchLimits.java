package dev.crossfade.guard;

import dev.crossfade.config.Settings;
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
    static MismatchLimits of(Settings.Parity parity) {
        return new MismatchLimits(parity.thresholds(), parity.minSample(), parity.matchWindow());
    }
}
