package dev.crossfade.guard;

import dev.crossfade.bus.DeliveryObserved;
import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.Histogram;

/** What one adapter delivered in the last 30 seconds, second by second. Belongs to one thread. */
final class DeliveryWindow {
    static final int SECONDS = 30;
    private static final int MILLIS = 1000;
    private static final int SIGNIFICANT_DIGITS = 2;

    /** The newest last. */
    private final Deque<Slot> slots = new ArrayDeque<>(SECONDS);

    /** One second; those without a delivery are left out. */
    private static final class Slot {
        private final long second;
        private final Histogram latency = new Histogram(SIGNIFICANT_DIGITS);
        private long deliveries;
        private long failures;

        Slot(long second) {
            this.second = second;
        }
    }

    /** @param millis the time now; never less than before */
    void add(long millis, DeliveryObserved observed) {
        if (observed.deliveries() == 0
                && observed.failures() == 0
                && observed.latency().isEmpty()) {
            return;
        }
        Slot slot = slot(millis / MILLIS);
        slot.deliveries += observed.deliveries();
        slot.failures += observed.failures();
        observed.latency().values().forEach(slot.latency::add);
    }

    private Slot slot(long second) {
        forget(second);
        if (slots.isEmpty() || slots.peekLast().second != second) {
            slots.addLast(new Slot(second));
        }
        return slots.peekLast();
    }

    private void forget(long second) {
        while (!slots.isEmpty() && slots.peekFirst().second <= second - SECONDS) {
            slots.removeFirst();
        }
    }

    void clear() {
        slots.clear();
    }

    /** All of it together, measured by these limits. */
    Evidence evidence(long millis, Limits limits) {
        forget(millis / MILLIS);
        Histogram latency = new Histogram(SIGNIFICANT_DIGITS);
        long deliveries = 0;
        long failures = 0;
        int failingSeconds = 0;
        int slowSeconds = 0;
        for (Slot slot : slots) {
            deliveries += slot.deliveries;
            failures += slot.failures;
            failingSeconds += slot.failures > 0 ? 1 : 0;
            slowSeconds += Evidence.p95Millis(slot.latency) > limits.mostMillis() ? 1 : 0;
            latency.add(slot.latency);
        }
        return new Evidence(
                limits,
                deliveries,
                failures,
                failingSeconds,
                latency.getTotalCount(),
                Evidence.p95Millis(latency),
                slowSeconds);
    }
}
