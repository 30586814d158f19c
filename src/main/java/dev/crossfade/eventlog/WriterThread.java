package dev.crossfade.eventlog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The thread {@code crossfade-log-writer}: hands all that waits to the {@link GroupWriter}, again and again.
 *
 * <p>Whatever goes wrong, every batch that was let into the waiting room is told how it ended.
 */
final class WriterThread implements Runnable {
    private final WaitingRoom room;
    private final GroupWriter writer;
    private final LogCondition condition;
    private final Runnable segmentEnded;
    private final long syncIntervalNanos;
    private final Thread thread = new Thread(this, "crossfade-log-writer");
    private volatile boolean segmentShouldEnd;

    /**
     * @param syncInterval least time between two syncs
     * @param segmentEnded called after {@link #endSegment} has been done; must not block
     */
    WriterThread(
            WaitingRoom room,
            GroupWriter writer,
            LogCondition condition,
            Duration syncInterval,
            Runnable segmentEnded) {
        this.room = room;
        this.writer = writer;
        this.condition = condition;
        this.segmentEnded = segmentEnded;
        this.syncIntervalNanos = syncInterval.toNanos();
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Has the active segment ended, so that it can be deleted. */
    void endSegment() {
        segmentShouldEnd = true;
        room.call();
    }

    @Override
    public void run() {
        try {
            writeUntilClosed();
        } catch (InterruptedException | RuntimeException | Error died) {
            condition.failed("the event log's writer has ended: " + died, died);
        } finally {
            refuse(room.abandon());
        }
    }

    private void writeUntilClosed() throws InterruptedException {
        List<WaitingBatch> spare = new ArrayList<>();
        long notBefore = System.nanoTime();
        while (true) {
            List<WaitingBatch> all = room.takeAll(spare, notBefore);
            if (all == null) {
                return;
            }
            write(all);
            notBefore = System.nanoTime() + syncIntervalNanos;
            all.clear();
            spare = all;
        }
    }

    private void write(List<WaitingBatch> all) {
        try {
            if (segmentShouldEnd && condition.failure() == null) {
                segmentShouldEnd = false;
                writer.endSegment();
                segmentEnded.run();
            }
            writer.write(all);
        } catch (RuntimeException | Error bug) {
            try {
                condition.failed("the event log's writer failed: " + bug, bug);
            } finally {
                // With the memory gone, saying so may fail as well.
                refuse(all);
            }
        }
    }

    private void refuse(List<WaitingBatch> unwritten) {
        for (WaitingBatch batch : unwritten) {
            LogFailedException failure = condition.failure();
            batch.appended().completeExceptionally(failure == null ? LogCondition.closedException() : failure);
        }
    }

    /** Waits until all that was let in is written. */
    void finish() {
        room.close();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
