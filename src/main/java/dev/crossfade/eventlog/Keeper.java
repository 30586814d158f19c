package dev.crossfade.eventlog;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the checkpoint and deletes what lies below it, on the thread {@code crossfade-log-keeper}.
 *
 * <p>A segment is deleted only when the checkpoint above it is on disk: a start after a crash must not look for
 * records that are gone. The newest whole segment below the checkpoint is kept for the ids in it, by which a start knows
 * what publishers send again, until its room is wanted: by the disk, or by a log that fills half of its bound.
 */
final class Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    private final Executor thread;
    private final SegmentFolder folder;
    private final Checkpoint file;
    private final RecentRecords recent;
    private final LogCondition condition;
    private final Consumer<List<Segment>> closer;
    private final AtomicLong checkpoint;
    private final AtomicBoolean tidying = new AtomicBoolean();
    private final long maxBytes;
    private final AtomicBoolean roomWanted = new AtomicBoolean();
    private final AtomicBoolean spareWanted = new AtomicBoolean();
    private boolean failing;
    private volatile WriterThread writer;

    /**
     * @param checkpoint where it stands at start
     * @param maxBytes bound on the log's bytes
     * @param closer closes the files of deleted segments once nobody reads them
     */
    Keeper(
            Executor thread,
            SegmentFolder folder,
            Checkpoint file,
            RecentRecords recent,
            LogCondition condition,
            long checkpoint,
            long maxBytes,
            Consumer<List<Segment>> closer) {
        this.thread = thread;
        this.folder = folder;
        this.file = file;
        this.recent = recent;
        this.condition = condition;
        this.closer = closer;
        this.checkpoint = new AtomicLong(checkpoint);
        this.maxBytes = maxBytes;
    }

    /** @param writer is asked to end the active segment where that alone makes room */
    void start(WriterThread writer) {
        this.writer = writer;
        tidy();
    }

    long checkpoint() {
        return checkpoint.get();
    }

    /** Moves the checkpoint on; never back. Any thread. */
    void checkpoint(long upToOffset) {
        if (upToOffset > recent.endOffset()) {
            throw new IllegalArgumentException(
                    "checkpoint " + upToOffset + " is beyond the log's end, " + recent.endOffset());
        }
        if (upToOffset > checkpoint.getAndAccumulate(upToOffset, Math::max)) {
            tidy();
        }
    }

    /** The log met its bound. Any thread. */
    void roomIsWanted() {
        roomWanted.set(true);
        spareIsWanted();
    }

    /** Nothing that could be deleted should be kept. Any thread. */
    void spareIsWanted() {
        spareWanted.set(true);
        tidy();
    }

    /** Has the keeper look once more, unless it is about to. Any thread. */
    void tidy() {
        if (tidying.compareAndSet(false, true)) {
            try {
                thread.execute(this::keep);
            } catch (RejectedExecutionException closing) {
                LOG.debug("the checkpoint is written by the close");
            }
        }
    }

    private void keep() {
        tidying.set(false);
        // What is asked for from here on is for the next time, which has been asked for with it.
        boolean room = roomWanted.getAndSet(false);
        boolean spare = spareWanted.getAndSet(false);
        boolean done = false;
        try {
            long safe = checkpoint.get();
            List<Segment> below = useless(safe, spare);
            file.write(safe, !below.isEmpty());
            if (!below.isEmpty()) {
                folder.delete(below);
                closer.accept(below);
                condition.roomAgain();
                done = true;
            } else if (room && safe >= recent.endOffset()) {
                room = false;
                writer.endSegment();
            }
            failing = false;
        } catch (IOException failed) {
            if (!failing) {
                LOG.warn("the event log's checkpoint cannot be kept: {}", DiskTrouble.of(failed));
            }
            failing = true;
        }
        if (!done) {
            roomWanted.compareAndSet(false, room);
            spareWanted.compareAndSet(false, spare);
        }
    }

    private List<Segment> useless(long safe, boolean spare) {
        List<Segment> below = folder.below(safe);
        boolean all = below.isEmpty() || spare || folder.bytes() > maxBytes / 2;
        return all ? below : below.subList(0, below.size() - 1);
    }

    /** Writes the checkpoint for good. Called when the thread has ended. */
    void finish() throws IOException {
        file.write(checkpoint.get(), true);
        file.close();
    }
}
