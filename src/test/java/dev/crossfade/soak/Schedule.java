package dev.crossfade.soak;

import java.time.Duration;
import java.util.Random;

/** The faults of one victim, one after the other without end; the same seed gives the same ones. */
final class Schedule {
    private final Fault.Victim victim;
    private final Random random;

    Schedule(long seed, Fault.Victim victim) {
        this.victim = victim;
        this.random = new Random(seed * 31 + victim.name().hashCode());
    }

    Step next() {
        return new Step(
                between(victim.shortestPause(), victim.longestPause()),
                victim.faults().get(random.nextInt(victim.faults().size())),
                between(victim.shortestFault(), victim.longestFault()));
    }

    private Duration between(int shortest, int longest) {
        return Duration.ofMillis(random.nextInt(shortest, longest + 1));
    }

    /**
     * A fault.
     *
     * @param pause of peace before it
     * @param lasts until it is lifted
     */
    record Step(Duration pause, Fault fault, Duration lasts) {}
}
