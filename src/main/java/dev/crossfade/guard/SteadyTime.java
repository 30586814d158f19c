package dev.crossfade.guard;

import java.time.Clock;

/** The time that has gone by, of a clock that may be put back: it stands still for that moment, and goes on from there. Belongs to one thread. */
final class SteadyTime {
    private final Clock clock;
    private long last;
    private long elapsed;

    SteadyTime(Clock clock) {
        this.clock = clock;
        this.last = clock.millis();
    }

    /** Milliseconds since it was made; never less than before. */
    long millis() {
        long now = clock.millis();
        elapsed += Math.max(0, now - last);
        last = now;
        return elapsed;
    }
}
