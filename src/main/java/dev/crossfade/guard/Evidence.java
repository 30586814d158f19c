package dev.crossfade.guard;

import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * What one adapter delivered in the sliding window, measured by its limits.
 *
 * @param deliveries an event to a client each; those that a slow client was not sent are none
 * @param failures of them
 * @param failingSeconds in how many seconds there were any
 * @param written events that had a client, each once, however many clients it had
 * @param p95Millis of their latency from receipt to the write
 * @param slowSeconds in how many seconds their own p95 was over what the adapter is taken out for
 */
record Evidence(
        Limits limits,
        long deliveries,
        long failures,
        int failingSeconds,
        long written,
        double p95Millis,
        int slowSeconds) {
    /** Deliveries, or events written, below which nothing is said. */
    static final int LEAST_SAMPLE = 20;

    /** A client that goes fails all that was on its way to it, and a pause delays all that came meanwhile: in one second, or two. */
    private static final int LEAST_SECONDS = 3;

    private static final double P95 = 95;
    private static final double MICROS_PER_MILLI = 1e3;

    static double p95Millis(Histogram latency) {
        return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(P95) / MICROS_PER_MILLI;
    }

    /** Whether there is enough of it to say that the adapter does well. */
    boolean isEnough() {
        return deliveries >= LEAST_SAMPLE;
    }

    /** Share of deliveries that failed, 0 to 1; empty where there were too few. */
    OptionalDouble errorRate() {
        // What fails now may have been sent before the window.
        long tried = Math.max(deliveries, failures);
        return tried < LEAST_SAMPLE ? OptionalDouble.empty() : OptionalDouble.of((double) failures / tried);
    }

    /** Empty where there were too few events. */
    OptionalDouble p95() {
        return written < LEAST_SAMPLE ? OptionalDouble.empty() : OptionalDouble.of(p95Millis);
    }

    /** Whether it passes a limit; not always a reason to take the adapter out. */
    boolean isDegraded() {
        return errorRate().orElse(0) > limits.degradedErrors() || p95().orElse(0) > limits.degradedMillis();
    }

    /** Whether it passes what the adapter is taken out for, be it for a moment only. */
    boolean isBad() {
        return isFailing() || isSlow();
    }

    /** Whether what there is, however little, is over what the adapter is taken out for. */
    boolean speaksAgainst() {
        return failures > limits.mostErrors() * Math.max(deliveries, failures) || p95Millis > limits.mostMillis();
    }

    /** Why the adapter is to be taken out; empty where it is not. */
    String reason() {
        if (isFailing() && failingSeconds >= LEAST_SECONDS) {
            return failures + " of " + deliveries + " deliveries failed in "
                    + DeliveryWindow.SECONDS + " s: "
                    + Figures.percent(errorRate().orElse(0)) + ", limit "
                    + Figures.percent(limits.mostErrors());
        }
        if (isSlow() && slowSeconds >= LEAST_SECONDS) {
            return "the 95th percentile of the latency of " + written + " events in "
                    + DeliveryWindow.SECONDS + " s is " + Figures.of(p95Millis) + " ms, limit "
                    + Figures.of(limits.mostMillis()) + " ms";
        }
        return "";
    }

    private boolean isFailing() {
        return errorRate().orElse(0) > limits.mostErrors();
    }

    private boolean isSlow() {
        return p95().orElse(0) > limits.mostMillis();
    }
}
