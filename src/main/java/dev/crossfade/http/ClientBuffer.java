package dev.crossfade.http;

import java.util.Optional;

/**
 * What is held for one live client that may read slowly: how many bytes wait, and what it has missed. Pure; belongs to
 * its socket's context.
 */
final class ClientBuffer {
    private final int limit;
    private final ByteBudget budget;
    private long waiting;
    private long gapFrom;
    private long gapTo;
    private long missed;

    /**
     * @param limit most bytes that may wait
     * @param budget of all clients together
     */
    ClientBuffer(int limit, ByteBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /**
     * Whether a frame may be written now; if so, it counts as waiting until it is {@link #flushed}. A frame for which there is no room is remembered as missed, and so is every
     * further one until the client has been told of the gap. A client for which nothing waits gets any frame, however
     * large.
     */
    boolean admit(LiveFrame frame) {
        if (missed == 0 && hasRoomFor(frame.text().length)) {
            return true;
        }
        gapFrom = missed == 0 ? frame.firstSequenceId() : gapFrom;
        gapTo = frame.lastSequenceId();
        missed += frame.events();
        return false;
    }

    /** Whether so many bytes may be written now; if so, they count as waiting until they are {@link #flushed}. */
    boolean admit(int bytes) {
        return hasRoomFor(bytes);
    }

    /**
     * Whether an answer of so many bytes may be written; if so, they count as waiting until they are {@link #flushed}. Who
     * reads gets any answer; for who does not there must be room in the buffer of all.
     */
    boolean admitAnswer(int bytes) {
        if (waiting == 0) {
            written(bytes);
            return true;
        }
        boolean taken = budget.takeFirst(bytes);
        waiting += taken ? bytes : 0;
        return taken;
    }

    /** Bytes that are written and not flushed. */
    long waiting() {
        return waiting;
    }

    /** Room in its own buffer and in that of all; what is admitted is taken from both. */
    private boolean hasRoomFor(int bytes) {
        // Clients that do not read must not cost those their frames who do: they have nothing waiting.
        boolean taken = waiting == 0 ? budget.takeFirst(bytes) : waiting + bytes <= limit && budget.take(bytes);
        waiting += taken ? bytes : 0;
        return taken;
    }

    /** Counts what is written whatever room there is: an answer, a greeting, a gap. */
    void written(int bytes) {
        waiting += bytes;
        budget.force(bytes);
    }

    /** Counts what is written to several clients at once, and is in no buffer but its own. */
    void writtenShared(int bytes) {
        waiting += bytes;
    }

    void flushedShared(int bytes) {
        waiting -= bytes;
    }

    void flushed(int bytes) {
        waiting -= bytes;
        budget.release(bytes);
    }

    /** What was missed, once the client has caught up so far that it can be told; taking it forgets it. */
    Optional<Gap> takeDueGap() {
        if (missed == 0 || waiting > limit / 2) {
            return Optional.empty();
        }
        Gap gap = new Gap(gapFrom, gapTo, missed);
        missed = 0;
        return Optional.of(gap);
    }

    /**
     * Events that a client was not sent.
     *
     * @param missed how many of those it had asked for
     */
    record Gap(long fromSequenceId, long toSequenceId, long missed) {}
}
