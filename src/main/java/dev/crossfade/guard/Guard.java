package dev.crossfade.guard;

import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.GuardObserved.Guarded;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Duration;
import java.util.Optional;

/**
 * What takes one adapter out of the routes while it does badly, and lets it back step by step. Belongs to one thread.
 *
 * <p>A trip leaves it no event. After the recovery time a tenth of them goes to it again, then a quarter, then a half, then
 * all: each step is taken when what it delivered since was well, or when too little came for a long while, none of it bad. A bad probe
 * trips it again, for twice as long.
 */
final class Guard {
    private static final double[] SHARES = {0.1, 0.25, 0.5};
    private static final long STEP_MILLIS = Duration.ofSeconds(10).toMillis();
    /** Times the length of a step, in which a quiet system delivers too little to judge by. */
    private static final int QUIET = 3;

    private static final long LONGEST_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final int MOST_DOUBLINGS = 20;
    /** From the last event before a trip until it is known to be passed over, and what parity made of it is told. */
    private static final long ON_THE_WAY_MILLIS = Duration.ofSeconds(5).toMillis();

    private final Adapter adapter;
    private final SteadyTime time;
    private final DeliveryWindow window = new DeliveryWindow();
    private final Mismatches mismatches = new Mismatches();
    private Limits limits;
    private GuardState state = GuardState.CLOSED;
    private int step;
    /** When the state, or the step, began. */
    private long since;
    /** Delivered since then. */
    private long delivered;

    /** Until then parity may find events missing that were accepted before the last trip. */
    private long comparedAnewFrom;

    private int badProbes;
    private long trips;
    private String reason = "";

    Guard(Adapter adapter, SteadyTime time, Limits limits) {
        this.adapter = adapter;
        this.time = time;
        this.limits = limits;
    }

    /** Measures by these from now on. */
    void follow(Limits now) {
        limits = now;
    }

    /** Takes what the adapter delivered. While it is out that is what was on its way before, and counts for nothing. */
    void delivered(DeliveryObserved observed) {
        long now = time.millis();
        if (state != GuardState.OPEN) {
            window.add(now, observed);
            delivered += observed.deliveries();
        }
    }

    /** Takes what parity found. */
    void compared(ParityObserved observed) {
        long now = time.millis();
        mismatches.add(now, observed, state != GuardState.OPEN && now >= comparedAnewFrom);
    }

    /** Judges what was observed; says what changes by it. */
    Optional<Change> look() {
        long now = time.millis();
        if (!limits.enabled()) {
            return state == GuardState.CLOSED
                    ? Optional.empty()
                    : Optional.of(close(now, "dual_write.circuit_breaker_enabled is false"));
        }
        if (state == GuardState.OPEN) {
            return now - since < recoveryMillis() ? Optional.empty() : Optional.of(probe(now));
        }
        Evidence evidence = window.evidence(now, limits);
        Optional<Change> trip = tripFor(now, evidence);
        return trip.isPresent() || state == GuardState.CLOSED ? trip : further(now, evidence);
    }

    private Optional<Change> tripFor(long now, Evidence evidence) {
        if (!evidence.reason().isEmpty()) {
            return Optional.of(trip(now, evidence.reason(), Optional.empty()));
        }
        return mismatches
                .over(now, limits.mismatches())
                .map(mismatch -> trip(now, mismatch.reason(), Optional.of(mismatch.category())));
    }

    /** The next step of probing, where it is due. */
    private Optional<Change> further(long now, Evidence evidence) {
        long lasted = now - since;
        boolean well = lasted >= stepMillis() && delivered >= Evidence.LEAST_SAMPLE && !evidence.speaksAgainst();
        boolean quiet =
                lasted >= QUIET * stepMillis() && delivered < Evidence.LEAST_SAMPLE && !evidence.speaksAgainst();
        if (!well && !quiet) {
            return Optional.empty();
        }
        String why = quiet
                ? "only " + delivered + " deliveries in " + Figures.of(lasted / 1e3)
                        + " s, which say nothing against it"
                : delivered + " deliveries in " + Figures.of(lasted / 1e3) + " s were well";
        return Optional.of(step + 1 == SHARES.length ? close(now, why) : next(now, why));
    }

    private Change trip(long now, String why, Optional<Category> mismatch) {
        badProbes = state == GuardState.PROBING ? Math.min(badProbes + 1, MOST_DOUBLINGS) : 0;
        trips++;
        reason = why;
        comparedAnewFrom = now + limits.mismatches().matchWindow().toMillis() + ON_THE_WAY_MILLIS;
        return enter(GuardState.OPEN, now, why, mismatch);
    }

    private Change probe(long now) {
        step = 0;
        return enter(GuardState.PROBING, now, "tried again after " + Figures.of((now - since) / 1e3) + " s", none());
    }

    private Change next(long now, String why) {
        step++;
        since = now;
        delivered = 0;
        return new Change(adapter, state, state, share(), why, none());
    }

    private Change close(long now, String why) {
        reason = "";
        return enter(GuardState.CLOSED, now, why, none());
    }

    private static Optional<Category> none() {
        return Optional.empty();
    }

    private Change enter(GuardState next, long now, String why, Optional<Category> mismatch) {
        GuardState before = state;
        state = next;
        since = now;
        delivered = 0;
        if (next != GuardState.CLOSED) {
            window.clear();
            mismatches.clear();
        }
        return new Change(adapter, before, next, share(), why, mismatch);
    }

    private long recoveryMillis() {
        long once = limits.recoveryTime().toMillis();
        return Math.min(once << badProbes, Math.max(once, LONGEST_MILLIS));
    }

    private long stepMillis() {
        return Math.min(STEP_MILLIS, limits.recoveryTime().toMillis());
    }

    private double share() {
        return switch (state) {
            case CLOSED -> 1;
            case OPEN -> 0;
            case PROBING -> SHARES[step];
        };
    }

    /** How it stands now. */
    Guarded observed() {
        Evidence evidence = window.evidence(time.millis(), limits);
        return new Guarded(state, share(), evidence.isDegraded(), evidence.errorRate(), evidence.p95(), trips, reason);
    }
}
