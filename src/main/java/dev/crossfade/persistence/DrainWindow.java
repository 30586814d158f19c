package dev.crossfade.persistence;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * How far the event log has been read, sent and committed, and what may be sent next.
 *
 * <p>Batching is natural: with nothing in flight whatever waits is sent at once; with something in flight only full
 * batches are, so that batches grow by themselves when the database is the slower one.
 *
 * <p>A batch may repeat what is stored already when it begins at or below the highest offset that may have been sent
 * before: by an earlier life of the daemon, or before a failure whose outcome nobody knows. Confined to its owner.
 */
final class DrainWindow {
    private final Deque<Batch> inFlight = new ArrayDeque<>();
    private long checkpoint;
    private long end;
    private long next;
    private long maybeSent;
    private boolean reading;

    /**
     * @param checkpoint offset up to which all is committed
     * @param end offset of the log's newest record; up to it, an earlier life may have sent anything
     */
    DrainWindow(long checkpoint, long end) {
        this.checkpoint = checkpoint;
        this.end = end;
        this.next = checkpoint + 1;
        this.maybeSent = end;
    }

    /** The log's newest record has this offset now; lower than one heard of before: ignored. */
    void grown(long newEnd) {
        end = Math.max(end, newEnd);
    }

    /**
     * How many records to read now, from {@link #next}; 0 where it is not the time.
     *
     * @param batchSize most records in a batch
     * @param maxInFlight most batches sent and not yet committed
     */
    int wanted(int batchSize, int maxInFlight) {
        long waiting = end - next + 1;
        int least = inFlight.isEmpty() ? 1 : batchSize;
        if (reading || inFlight.size() >= maxInFlight || waiting < least) {
            return 0;
        }
        return (int) Math.min(waiting, batchSize);
    }

    /** Notes that a read is under way; until it is over no other is wanted. */
    void reading() {
        reading = true;
    }

    /** Notes that the read gave nothing. The log has said more than it has; its next word decides. */
    void readNothing() {
        reading = false;
        end = next - 1;
    }

    /** Notes that what the read gave cannot be sent yet, and will be read again. */
    void readTooEarly() {
        reading = false;
    }

    /** Takes what the read gave as the next batch in flight. */
    Batch take(long firstOffset, long lastOffset) {
        reading = false;
        Batch batch = new Batch(lastOffset, firstOffset <= maybeSent);
        inFlight.addLast(batch);
        next = lastOffset + 1;
        return batch;
    }

    /**
     * Notes that a batch is committed.
     *
     * @return the new checkpoint, where that moved it; a batch from before a rewind moves nothing
     */
    OptionalLong committed(Batch batch) {
        batch.committed = true;
        boolean moved = false;
        while (!inFlight.isEmpty() && inFlight.getFirst().committed) {
            checkpoint = inFlight.removeFirst().lastOffset;
            moved = true;
        }
        return moved ? OptionalLong.of(checkpoint) : OptionalLong.empty();
    }

    /** Goes back to the checkpoint: of what was in flight nobody knows what is committed. */
    void rewind() {
        maybeSent = Math.max(maybeSent, next - 1);
        next = checkpoint + 1;
        inFlight.clear();
        reading = false;
    }

    /** First offset not yet read. */
    long next() {
        return next;
    }

    /** Whether everything the log is known to have is committed. */
    boolean isDrained() {
        return checkpoint >= end;
    }

    /** How many records are not committed. */
    long backlog() {
        return end - checkpoint;
    }

    /** Records that were sent together. */
    static final class Batch {
        private final long lastOffset;
        private final boolean mayRepeat;
        private boolean committed;

        private Batch(long lastOffset, boolean mayRepeat) {
            this.lastOffset = lastOffset;
            this.mayRepeat = mayRepeat;
        }

        /** Whether some of it may be stored already. */
        boolean mayRepeat() {
            return mayRepeat;
        }
    }
}
