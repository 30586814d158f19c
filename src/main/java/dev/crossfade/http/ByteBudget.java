package dev.crossfade.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all connections together may make the daemon hold for one purpose. Safe for use by any thread. */
public final class ByteBudget {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /**
     * @param limit in bytes, 1 or more
     */
    public ByteBudget(long limit) {
        this.limit = limit;
    }

    /** A budget of this share of the heap. */
    public static ByteBudget ofHeap(int divisor) {
        return new ByteBudget(Runtime.getRuntime().maxMemory() / divisor);
    }

    /**
     * Takes bytes, if there are so many left.
     *
     * @return whether they were taken; if so, {@link #release} must follow
     */
    boolean take(long bytes) {
        return takeWithin(limit, bytes);
    }

    /**
     * Takes bytes also where those who hold many have left none, up to as many again: for who holds nothing.
     *
     * @return whether they were taken; if so, {@link #release} must follow
     */
    boolean takeFirst(long bytes) {
        return takeWithin(2 * limit, bytes);
    }

    private boolean takeWithin(long most, long bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Takes bytes that cannot be refused any more. */
    void force(long bytes) {
        held.addAndGet(bytes);
    }

    void release(long bytes) {
        held.addAndGet(-bytes);
    }
}
