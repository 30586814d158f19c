package dev.crossfade.eventlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sets a damaged segment aside and puts in its place one that holds its sound records only. */
final class SegmentRepair {
    static final String SUFFIX = ".repairing";
    private static final int CHUNK = 1 << 20;

    private final Disk disk;

    SegmentRepair(Disk disk) {
        this.disk = disk;
    }

    /** Copies a segment to a name of its own, which nothing here ever deletes; gives that name. */
    Path setAside(Path segment) throws IOException {
        Path copy = segment.resolveSibling(segment.getFileName() + ".damaged");
        for (int n = 2; Files.exists(copy); n++) {
            copy = segment.resolveSibling(segment.getFileName() + ".damaged." + n);
        }
        Path unfinished = segment.resolveSibling(copy.getFileName() + SUFFIX);
        Files.copy(segment, unfinished);
        try (Disk.LogFile file = disk.open(unfinished)) {
            file.force();
        }
        disk.rename(unfinished, copy);
        return copy;
    }

    /** Replaces a segment, in one step, by its header and its sound records; gives the new file. */
    Disk.LogFile replace(Path segment, Disk.LogFile damaged, SegmentHeader header, SegmentScan scan)
            throws IOException {
        Path unfinished = segment.resolveSibling(segment.getFileName() + SUFFIX);
        Disk.LogFile repaired = disk.open(unfinished);
        header.write(repaired);
        long position = SegmentHeader.SIZE;
        for (SegmentScan.Run run : scan.runs()) {
            copy(damaged, run, repaired, position);
            position += run.to() - run.from();
        }
        repaired.force();
        damaged.close();
        disk.rename(unfinished, segment);
        return repaired;
    }

    private static void copy(Disk.LogFile from, SegmentScan.Run run, Disk.LogFile to, long position)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        long shift = position - run.from();
        for (long at = run.from(); at < run.to(); at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(CHUNK, run.to() - at));
            if (from.read(buffer, at) <= 0) {
                throw new IOException("the file has become shorter");
            }
            to.write(buffer.flip(), at + shift);
        }
    }
}
