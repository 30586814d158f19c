package dev.crossfade.eventlog;

import dev.crossfade.event.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the segments that a folder holds: cuts the tail that was never finished, sets damage aside, finds the next
 * numbers.
 */
final class SegmentRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentRecovery.class);

    private final Disk disk;
    private final Path folder;
    private final long segmentBytes;
    private final EventCodec codec;
    private final RecentIds ids;
    private final SegmentRepair repair;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private Optional<String> node = Optional.empty();
    private long lastOffset;
    private long lastSequenceId;
    private boolean appendable;
    private boolean numbersKnown = true;

    /** @param ids gets those of the events that are kept whose publishers gave one, in order */
    SegmentRecovery(Disk disk, Path folder, long segmentBytes, EventCodec codec, RecentIds ids) {
        this.disk = disk;
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.codec = codec;
        this.ids = ids;
        this.repair = new SegmentRepair(disk);
    }

    void run() throws IOException {
        deleteUnfinished();
        List<Path> paths = list(Segment::isSegment);
        for (int i = 0; i < paths.size(); i++) {
            Path following = i + 1 < paths.size() ? paths.get(i + 1) : null;
            open(paths.get(i), following);
        }
    }

    private void deleteUnfinished() throws IOException {
        for (Path path : list(path -> path.toString().endsWith(SegmentPreparer.SUFFIX)
                || path.toString().endsWith(SegmentRepair.SUFFIX))) {
            Files.delete(path);
        }
    }

    private List<Path> list(Predicate<Path> wanted) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(wanted).sorted().toList();
        }
    }

    private void open(Path path, Path following) throws IOException {
        Disk.LogFile file = disk.open(path);
        Optional<SegmentHeader> written = SegmentHeader.read(file);
        SegmentHeader header = written.orElseGet(() -> guessHeader(path));
        SegmentScan scan = SegmentScan.of(file, header, codec);
        boolean endsEarly = following != null
                && scan.sound().lastOffset() + 1 < Segment.baseOffsetOf(following)
                && scan.sound().position() < file.size();
        noteGapBefore(header);
        gaps.addAll(scan.gaps());
        numbersKnown = written.isPresent() || !scan.runs().isEmpty();
        if (written.isEmpty() || scan.damaged() || endsEarly) {
            openDamaged(path, file, header, scan);
        } else if (following == null) {
            openLast(path, file, header, scan);
        } else {
            keep(path, file, header, scan, scan.sound());
        }
        written.ifPresent(found -> node = Optional.of(found.node()));
    }

    /** What a damaged header must have said, by the file's name and the segments before. */
    private SegmentHeader guessHeader(Path path) {
        return new SegmentHeader(
                node.orElse("0".repeat(NodeId.LENGTH)), Segment.baseOffsetOf(path), lastSequenceId + 1);
    }

    private void noteGapBefore(SegmentHeader header) {
        if (!segments.isEmpty() && header.baseOffset() > lastOffset + 1) {
            gaps.add(new Gap(lastOffset + 1, header.baseOffset() - 1));
        }
    }

    /** What was never finished was never acknowledged either. */
    private void openLast(Path path, Disk.LogFile file, SegmentHeader header, SegmentScan scan) throws IOException {
        SegmentScan.Mark end = scan.wholeBatches();
        if (scan.dirtyUntil() > end.position()) {
            LOG.info(
                    "{} bytes behind the last whole batch of the event log are cut",
                    scan.dirtyUntil() - end.position());
            Zeros.write(file, end.position(), scan.dirtyUntil());
            keep(path, file, header, SegmentScan.of(file, header, codec), end);
        } else {
            keep(path, file, header, scan, end);
        }
        appendable = true;
    }

    private void openDamaged(Path path, Disk.LogFile file, SegmentHeader header, SegmentScan scan) throws IOException {
        Path copy = repair.setAside(path);
        LOG.error(
                "event log segment {} is damaged: a copy is kept as {}, missing offsets between records: {},"
                        + " last readable offset: {}",
                path.getFileName(),
                copy.getFileName(),
                scan.gaps(),
                scan.sound().lastOffset());
        if (scan.runs().isEmpty()) {
            file.close();
            Files.delete(path);
            lastOffset = Math.max(lastOffset, header.baseOffset() - 1);
            lastSequenceId = Math.max(lastSequenceId, header.baseSequenceId() - 1);
        } else {
            Disk.LogFile repaired = repair.replace(path, file, header, scan);
            SegmentScan again = SegmentScan.of(repaired, header, codec);
            keep(path, repaired, header, again, again.sound());
        }
        appendable = false;
    }

    private void keep(Path path, Disk.LogFile file, SegmentHeader header, SegmentScan scan, SegmentScan.Mark end)
            throws IOException {
        long capacity = Math.max(segmentBytes, file.size());
        segments.add(new Segment(path, file, header.baseOffset(), capacity, scan.index(), end.position()));
        scan.ids().forEach(id -> ids.add(id.getMostSignificantBits(), id.getLeastSignificantBits(), 0));
        lastOffset = Math.max(lastOffset, end.lastOffset());
        lastSequenceId = Math.max(lastSequenceId, end.lastSequenceId());
    }

    List<Segment> segments() {
        return segments;
    }

    /** The node that wrote the newest segment; empty where no header says. */
    Optional<String> node() {
        return node;
    }

    /** Whether the last segment may be written on; a damaged one is left as it is. */
    boolean appendable() {
        return appendable;
    }

    /** False where numbers may have been used that nothing tells of any more. */
    boolean numbersKnown() {
        return numbersKnown;
    }

    long lastOffset() {
        return lastOffset;
    }

    long lastSequenceId() {
        return lastSequenceId;
    }

    /** What is missing, in words; empty where nothing is. */
    String problem() {
        if (gaps.isEmpty()) {
            return "";
        }
        return "the event log is damaged: offsets "
                + String.join(", ", gaps.stream().map(Gap::toString).toList()) + " are missing";
    }
}
