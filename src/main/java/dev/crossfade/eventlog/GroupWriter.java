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
        if (bytes + sealed.bytes() <= maxBytes) {
            return true;
        }
        String why = "the event log is full: " + bytes + " of " + maxBytes + " bytes";
        // A batch that is too large for what is left must not shut the door to smaller ones.
        if (bytes > maxBytes - maxBytes / 8) {
            condition.full(why);
        }
        sealer.takeBack(sealed);
        sealed.refuse(new LogFullException(why));
        outlet.roomIsWanted();
        return false;
    }

    private boolean hasSegment(SealedBatch sealed) {
        if (folder.active().hasRoom(buffer.position(), sealed.bytes())) {
            return true;
        }
        if (!commit()) {
            sealed.refuse(
                    condition.failure() != null ? condition.failure() : new LogFullException(condition.problem()));
            return false;
        }
        try {
            folder.roll(sealer.headerFor(sealed), sealed.bytes());
            begin();
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
            for (LogRecord next : sealed.records()) {
                index.add(
                        next.offset(),
                        buffer.position(),
                        next.sealed().event().receivedAt().toEpochMilli());
                buffer.add(
                        next.offset(),
                        next.sealed(),
                        next.offset() == sealed.last().offset());
            }
        } catch (IOException noRoom) {
            takeBackGroup(noRoom);
        }
    }

    /** False where the group was refused, and with it all numbers given since. */
    private boolean commit() {
        if (group.isEmpty()) {
            return true;
        }
        try {
            buffer.flush();
        } catch (IOException noRoom) {
            takeBackGroup(noRoom);
            return false;
        }
        try {
            folder.active().file().force();
        } catch (IOException unknown) {
            condition.failed("a sync of the event log failed: " + unknown.getMessage(), unknown);
            refuseGroup(condition.failure());
            return false;
        }
        folder.active().advance(buffer.position());
        condition.diskWorks();
        outlet.durable(group);
        group.clear();
        return true;
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
        String why = "the disk of the event log takes no more: " + noRoom.getMessage();
        condition.diskRefuses(why);
        return new LogFullException(why);
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
            condition.diskRefuses("the disk of the event log takes no more: " + noRoom.getMessage());
            condition.roomAgain();
        }
    }
}
