package dev.crossfade.eventlog;

import dev.crossfade.event.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a log goes on from: its segments, its checkpoint, its node id and the next numbers.
 *
 * @param next the node and the numbers that the next record gets
 * @param appendable whether the last segment may be written on; otherwise a new one has to begin with {@code next}
 * @param problem damage that was found; empty where there is none
 */
record LogStart(
        List<Segment> segments,
        Checkpoint checkpointFile,
        long checkpoint,
        SegmentHeader next,
        boolean appendable,
        String problem) {
    private static final Logger LOG = LoggerFactory.getLogger(LogStart.class);
    private static final String CHECKPOINT = "checkpoint";

    /**
     * Reads a folder, and repairs what a crash or a bad disk left.
     *
     * @param ids gets the ids by which publishers may send again what the log holds
     */
    static LogStart read(Disk disk, Path folder, Path nodeIdFile, long segmentBytes, EventCodec codec, RecentIds ids)
            throws IOException {
        SegmentRecovery recovery = new SegmentRecovery(disk, folder, segmentBytes, codec, ids);
        recovery.run();
        boolean fresh = recovery.segments().isEmpty() && recovery.node().isEmpty();
        if (fresh) {
            // The offsets of a log that is gone say nothing about this one.
            Files.deleteIfExists(folder.resolve(CHECKPOINT));
        }
        String node = nodeOf(recovery, new NodeId(disk, nodeIdFile));
        Checkpoint file = new Checkpoint(disk, folder.resolve(CHECKPOINT));
        long skipped = Math.max(0, file.atStart() - recovery.lastOffset());
        if (skipped > 0) {
            LOG.warn(
                    "the event log ends at offset {}, below its checkpoint: it goes on after {}",
                    recovery.lastOffset(),
                    file.atStart());
        }
        // The skipped records had numbers: at most one sequence id each.
        SegmentHeader next =
                new SegmentHeader(node, recovery.lastOffset() + skipped + 1, recovery.lastSequenceId() + skipped + 1);
        long oldest = recovery.segments().isEmpty()
                ? next.baseOffset()
                : recovery.segments().get(0).baseOffset();
        return new LogStart(
                recovery.segments(),
                file,
                Math.max(file.atStart(), oldest - 1),
                next,
                recovery.appendable() && skipped == 0,
                recovery.problem());
    }

    private static String nodeOf(SegmentRecovery recovery, NodeId file) throws IOException {
        if (recovery.segments().isEmpty() && recovery.node().isEmpty()) {
            if (file.exists()) {
                LOG.warn("the event log is gone but its node id was kept: a new node id is made, since the old one's"
                        + " sequence ids would be given again");
            }
            return file.create();
        }
        if (!recovery.numbersKnown()) {
            LOG.warn("the newest segment of the event log cannot be read: a new node id is made, since sequence ids"
                    + " might be given again");
            return file.create();
        }
        Optional<String> kept = file.read();
        String node = recovery.node().or(() -> kept).orElse("");
        if (node.isEmpty()) {
            return file.create();
        }
        if (!kept.equals(Optional.of(node))) {
            LOG.warn("the node id file is written anew from the event log: {}", node);
            file.keep(node);
        }
        return node;
    }
}
