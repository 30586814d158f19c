package dev.crossfade.parity;

import dev.crossfade.bus.MetricsSnapshot.Quantiles;
import org.HdrHistogram.Histogram;

/**
 * How long after receipt dual-written events were delivered by one adapter: of this span of time and the one before, so
 * that what is long past is forgotten. Confined to its owner.
 */
final class DeliveryLag {
    private static final int SIGNIFICANT_DIGITS = 2;
    private static final double MICROS_PER_MILLI = 1000;
    private static final double[] PERCENTILES = {50, 95, 99};

    private Histogram now = new Histogram(SIGNIFICANT_DIGITS);
    private Histogram before = new Histogram(SIGNIFICANT_DIGITS);
    private long beganMicros;

    void add(long micros) {
        now.recordValue(Math.max(0, micros));
    }

    /** Begins the next span where this one is over. */
    void turn(long spanMicros, long micros) {
        if (micros - beganMicros >= spanMicros) {
            Histogram oldest = before;
            before = now;
            now = oldest;
            now.reset();
            beganMicros = micros;
        }
    }

    Quantiles quantiles() {
        Histogram both = now.copy();
        both.add(before);
        return new Quantiles(
                both.getTotalCount(), at(both, PERCENTILES[0]), at(both, PERCENTILES[1]), at(both, PERCENTILES[2]));
    }

    private static double at(Histogram all, double percentile) {
        return all.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }
}
