package dev.crossfade.eventlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is written between two syncs: numbers and encodes batches, writes them, syncs once, and only then tells their
 * callers. Belongs to the writer's thread.
 *
 * <p>A group lies in one segment, and so does a batch. What cannot be written is taken back from the file and its
 * numbers are given again. After a failed sync nobody knows what is on disk, since the kernel may drop the pages that
 * it could not write: the log then takes nothing more.
 */
final class GroupWriter {
    /** The share of the bound that only batches with a critical event may use: a sixteenth. */
    private static final int RESERVE = 16;
    /** So near to the bound the door is shut; a batch that is too large for more than that shuts out nobody else. */
    private static final int NEAR = 8;
    /** The same for the reserve. */
    private static final int NEAR_RESERVE = 64;

    private final SegmentFolder folder;
    private final BatchSealer sealer;
    private final LogCondition condition;
    private final long maxBytes;
    private final Outlet outlet;
    private final WriteBuffer buffer = new WriteBuffer();
    private final List<SealedBatch> group = new ArrayList<>();

    /** Where the news of a group goes. */
    interface Outlet {
        /** These are on disk. */
        void durable(List<SealedBatch> group);

        /** The bound was met: something should be deleted. */
        void roomIsWanted();

        /** The disk is full: what is not needed should be deleted. */
        void diskRefuses();

        /** A segment was begun. */
        void segmentBegun();
    }

    /** @param maxBytes bound on the log's bytes */
    GroupWriter(SegmentFolder folder, BatchSealer sealer, LogCondition condition, long maxBytes, Outlet outlet) {
        this.folder = folder;
        this.sealer = sealer;
        this.condition = condition;
        this.maxBytes = maxBytes;
        this.outlet = outlet;
    }

    /** Writes batches and syncs; each is acknowledged or refused when this returns. */
    void write(List<WaitingBatch> batches) {
        begin();
        for (WaitingBatch batch : batches) {
            take(batch);
        }
        commit();
    }

    private void begin() {
        Segment active = folder.active();
        buffer.begin(active.file(), active.end());
        group.clear();
    }

    private void take(WaitingBatch batch) {
        if (condition.failure() != null) {
            batch.appended().completeExceptionally(condition.failure());
            return;
        }
        SealedBatch sealed;
        try {
            sealed = sealer.seal(batch);
        } catch (RuntimeException bug) {
            batch.appended().completeExceptionally(bug);
            return;
        }
        if (keepsTheBound(sealed) && hasSegment(sealed)) {
            add(sealed);
        }
    }

    private boolean keepsTheBound(SealedBatch sealed) {
        long unsynced = buffer.position() - folder.active().end();
        long bytes = folder.bytes() + unsynced;
        boolean critical = sealed.batch().critical();
        long bound = critical ? maxBytes : maxBytes - maxBytes / RESERVE;
        if (sealed.isEmpty() || bytes + sealed.bytes() <= bound) {
            return true;
        }
        String why = "the event log is full: " + bytes + " of " + maxBytes + " bytes"
                + (critical ? "" : ", the rest is kept for critical events");
        if (bytes > bound - maxBytes / (critical ? NEAR_RESERVE : NEAR)) {
            condition.full(why, critical);
        } else {
            condition.tooLarge(why + ": a batch of " + sealed.bytes() + " bytes does not fit");
        }
        sealer.takeBack(sealed);
        sealed.refuse(new LogFullException(LogFullException.Reason.BOUND, why));
        outlet.roomIsWanted();
        return false;
    }

    private boolean hasSegment(SealedBatch sealed) {
        if (folder.active().hasRoom(buffer.position(), sealed.bytes())) {
            return true;
        }
        if (!commit()) {
            sealed.refuse(
                    condition.failure() != null
                            ? condition.failure()
                            : new LogFullException(LogFullException.Reason.DISK, condition.problem()));
            return false;
        }
        try {
            folder.roll(sealed.start(), sealed.bytes());
            begin();
            outlet.segmentBegun();
            return true;
        } catch (IOException noRoom) {
            sealer.takeBack(sealed);
            sealed.refuse(refusedByDisk(noRoom));
            return false;
        }
    }

    private void add(SealedBatch sealed) {
        group.add(sealed);
        SparseIndex index = folder.active().index();
        try {
            for (int i = 0; i < sealed.records().size(); i++) {
                LogRecord next = sealed.records().get(i);
                index.add(next.offset(), buffer.position(), next.receivedMillis());
                buffer.add(next, marks(sealed, i));
            }
        } catch (IOException noRoom) {
            takeBackGroup(noRoom);
        }
    }

    private static int marks(SealedBatch sealed, int record) {
        int end = record == sealed.records().size() - 1 ? RecordLayout.ENDS_BATCH : 0;
        return sealed.ownIds().get(record) ? end | RecordLayout.OWN_ID : end;
    }

    /** False where the group was refused, and with it all numbers given since. */
    private boolean commit() {
        if (group.isEmpty()) {
            return true;
        }
        if (buffer.position() > folder.active().end()) {
            if (!sync()) {
                return false;
            }
            folder.active().advance(buffer.position());
            condition.diskWorks();
        }
        outlet.durable(group);
        group.clear();
        return true;
    }

    private boolean sync() {
        try {
            buffer.flush();
        } catch (IOException noRoom) {
            takeBackGroup(noRoom);
            return false;
        }
        try {
            folder.active().file().force();
        } catch (IOException unknown) {
            return failGroup("a sync of the event log failed: " + unknown.getMessage(), unknown);
        }
        // A file without a name takes every write and is gone at the next start.
        return folder.activeHasItsName()
                || failGroup("its files were deleted or moved away while it was running", null);
    }

    private boolean failGroup(String why, IOException cause) {
        condition.failed(why, cause);
        refuseGroup(condition.failure());
        return false;
    }

    private void takeBackGroup(IOException noRoom) {
        RuntimeException reason = refusedByDisk(noRoom);
        try {
            folder.active().rollback();
        } catch (IOException unknown) {
            condition.failed("what was half written could not be taken back: " + unknown.getMessage(), unknown);
            reason = condition.failure();
        }
        sealer.takeBack(group.get(0));
        refuseGroup(reason);
        begin();
    }

    private void refuseGroup(RuntimeException reason) {
        group.forEach(unwritten -> unwritten.refuse(reason));
        group.clear();
    }

    private LogFullException refusedByDisk(IOException noRoom) {
        String why = "the disk of the event log takes no more: " + DiskTrouble.of(noRoom);
        condition.diskRefuses(why);
        outlet.diskRefuses();
        return new LogFullException(LogFullException.Reason.DISK, why);
    }

    /** Ends the active segment if it holds anything, so that it can be deleted. */
    void endSegment() {
        if (folder.active().isEmpty()) {
            condition.roomAgain();
            return;
        }
        try {
            folder.roll(sealer.nextHeader(), 0);
        } catch (IOException noRoom) {
            condition.diskRefuses("the disk of the event log takes no more: " + DiskTrouble.of(noRoom));
            condition.roomAgain();
        }
    }
}
