package dev.crossfade;

import dev.crossfade.ShutdownReport.Left;
import dev.crossfade.ShutdownReport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A shutdown under way: which step is at work, how long it may take, and how those before it ended. Its steps belong to
 * one thread; {@link #current} may be asked by any.
 */
final class ShutdownProgress {
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private final long begun;
    private final List<Outcome> outcomes = new ArrayList<>();
    private volatile String current = "start";
    private ShutdownStep step;
    private long stepBegun;
    private Duration allowed = Duration.ZERO;

    /**
     * Begins; from now on the time runs.
     *
     * @param timeout for all steps together
     * @param nanoTime a clock that never goes back, in nanoseconds
     */
    ShutdownProgress(Duration timeout, LongSupplier nanoTime) {
        this.timeout = timeout;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /**
     * Notes that a step begins.
     *
     * @return how long it may take: its own share and what those before it left; zero where they took it all
     */
    Duration begin(ShutdownStep next) {
        step = next;
        current = next.label();
        stepBegun = nanoTime.getAsLong();
        Duration left = next.deadline(timeout).minus(Duration.ofNanos(stepBegun - begun));
        allowed = left.isNegative() ? Duration.ZERO : left;
        return allowed;
    }

    /** Notes that the step has done its work. */
    void finished() {
        end("");
    }

    /** Notes that the step was given up, and why. */
    void unfinished(String reason) {
        end(reason.isEmpty() ? "unknown" : reason);
    }

    private void end(String problem) {
        outcomes.add(new Outcome(step, Duration.ofNanos(nanoTime.getAsLong() - stepBegun), allowed, problem));
    }

    /** The step at work, by its name; {@code start} before the first. */
    String current() {
        return current;
    }

    /** What became of it, once the last step has ended. */
    ShutdownReport report(Left left) {
        return new ShutdownReport(List.copyOf(outcomes), Duration.ofNanos(nanoTime.getAsLong() - begun), left);
    }
}
