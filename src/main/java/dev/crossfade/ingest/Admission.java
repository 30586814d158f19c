package dev.crossfade.ingest;

import java.util.concurrent.atomic.AtomicInteger;

/** How many events may wait for the log at once, over all doors and threads. */
public final class Admission {
    /** The share of the limit that only batches with a critical event may use: an eighth. */
    private static final int RESERVE = 8;

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile int limit;

    /**
     * @param limit events, 1 or more
     */
    public Admission(int limit) {
        this.limit = limit;
    }

    /** Has the next batch measured against another limit; what waits already stays. */
    void limit(int events) {
        limit = events;
    }

    /**
     * Takes room for a batch, if there is any left: the last batch admitted may pass the limit, so that a batch larger
     * than the limit is not refused for ever.
     *
     * @param critical whether any of the events is: they are refused last
     * @return whether it was taken; if so, {@link #leave} must follow
     */
    boolean enter(int events, boolean critical) {
        int most = limit;
        if (waiting.get() >= (critical ? most : most - most / RESERVE)) {
            return false;
        }
        waiting.addAndGet(events);
        return true;
    }

    void leave(int events) {
        waiting.addAndGet(-events);
    }

    /** Events that wait for the log now. */
    public int waiting() {
        return waiting.get();
    }
}
