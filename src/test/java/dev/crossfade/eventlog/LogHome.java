package dev.crossfade.eventlog;

import dev.crossfade.config.Settings;
import dev.crossfade.testkit.LineCodec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A folder with an event log in it, to be opened again and again and damaged in between. */
record LogHome(Path folder, Path nodeIdFile, Tuning tuning, long maxBytes, Disk disk) {
    private static final long ROOMY = 64 << 20;

    /** Segments of 4 KiB, so about a dozen records; nothing but the newest record in memory. */
    static LogHome in(Path temp) {
        return new LogHome(
                temp.resolve("log"),
                temp.resolve("node-id"),
                new Tuning(4 << 10, 1, 32 << 20),
                ROOMY,
                new FaultyDisk());
    }

    LogHome with(Disk other) {
        return new LogHome(folder, nodeIdFile, tuning, maxBytes, other);
    }

    LogHome withMaxBytes(long bytes) {
        return new LogHome(folder, nodeIdFile, tuning, bytes, disk);
    }

    LogHome withSegments(long bytes) {
        return new LogHome(folder, nodeIdFile, new Tuning(bytes, tuning.recent(), tuning.waiting()), maxBytes, disk);
    }

    LogHome withWaiting(long bytes) {
        return new LogHome(folder, nodeIdFile, new Tuning(tuning.segment(), tuning.recent(), bytes), maxBytes, disk);
    }

    SegmentedLog open() {
        return open(Duration.ZERO);
    }

    SegmentedLog open(Duration syncInterval) {
        try {
            return SegmentedLog.open(
                    folder, nodeIdFile, new Settings.Log(maxBytes, syncInterval), LineCodec::new, tuning, disk);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The segment files, oldest first. */
    List<Path> segments() {
        return files(Segment::isSegment);
    }

    /** What was set aside. */
    List<Path> damaged() {
        return files(path -> path.toString().contains(".damaged"));
    }

    private List<Path> files(Predicate<Path> wanted) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(wanted).sorted().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static void overwrite(Path file, long position, byte... bytes) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(position);
            access.write(bytes);
        }
    }

    /** Positions of the records of a segment, and behind the last. */
    static List<Long> positions(Path segment) throws IOException {
        List<Long> positions = new ArrayList<>();
        try (Disk.LogFile file = Disk.real().open(segment)) {
            RecordCursor cursor = new RecordCursor(file, file.size());
            long at = SegmentHeader.SIZE;
            for (; cursor.moveTo(at, 1); at = cursor.end()) {
                positions.add(at);
            }
            positions.add(at);
        }
        return positions;
    }
}
