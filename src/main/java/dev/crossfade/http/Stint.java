package dev.crossfade.http;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time that costly work may take of an event loop before others have their turn. Only what is {@link #spend}ed in it
 * counts. Confined to a thread.
 */
final class Stint {
    private final LongSupplier clock;
    private final long most;
    private final Stint whole;
    private long spent;

    private Stint(LongSupplier clock, long most, Stint whole) {
        this.clock = clock;
        this.most = most;
        this.whole = whole;
    }

    /** @param clock in nanoseconds from anywhere */
    static Stint of(Duration most, LongSupplier clock) {
        return new Stint(clock, most.toNanos(), null);
    }

    static Stint of(Duration most) {
        return of(most, System::nanoTime);
    }

    /** A part of this one, over with it or after so long. */
    Stint part(Duration atMost) {
        return new Stint(clock, atMost.toNanos(), this);
    }

    boolean isOver() {
        return spent >= most || (whole != null && whole.isOver());
    }

    long spentNanos() {
        return spent;
    }

    /** Does the work, however long it takes, and counts its time. */
    <T> T spend(Supplier<T> work) {
        long begun = clock.getAsLong();
        T done = work.get();
        add(clock.getAsLong() - begun);
        return done;
    }

    private void add(long nanos) {
        spent += nanos;
        if (whole != null) {
            whole.add(nanos);
        }
    }
}
