package dev.crossfade.eventlog;

import dev.crossfade.config.Settings;
import dev.crossfade.testkit.LineCodec;
import dev.crossfade.testkit.LogSettings;
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
record LogHome(Path folder, Path nodeIdFile, Tuning tuning, Settings.Log settings, Machine machine) {
    private static final long ROOMY = 64 << 20;

    /** Segments of 4 KiB, so about a dozen records; nothing but the newest record in memory. */
    static LogHome in(Path temp) {
        return new LogHome(
                temp.resolve("log"),
                temp.resolve("node-id"),
                new Tuning(4 << 10, 1, 32 << 20),
                LogSettings.bytes(ROOMY),
                new Machine(new FaultyDisk(), LogTime.system()));
    }

    LogHome with(Disk other) {
        return new LogHome(folder, nodeIdFile, tuning, settings, new Machine(other, machine.time()));
    }

    LogHome with(LogTime other) {
        return new LogHome(folder, nodeIdFile, tuning, settings, new Machine(machine.disk(), other));
    }

    LogHome with(Settings.Log other) {
        return new LogHome(folder, nodeIdFile, tuning, other, machine);
    }

    LogHome withMaxBytes(long bytes) {
        return with(LogSettings.bytes(bytes));
    }

    LogHome withSegments(long bytes) {
        return with(new Tuning(bytes, tuning.recent(), tuning.waiting()));
    }

    LogHome withWaiting(long bytes) {
        return with(new Tuning(tuning.segment(), tuning.recent(), bytes));
    }

    private LogHome with(Tuning other) {
        return new LogHome(folder, nodeIdFile, other, settings, machine);
    }

    SegmentedLog open() {
        return openWith(settings);
    }

    SegmentedLog open(Duration syncInterval) {
        return openWith(LogSettings.bytes(settings.maxBytes(), syncInterval));
    }

    private SegmentedLog openWith(Settings.Log other) {
        try {
            return SegmentedLog.open(folder, nodeIdFile, other, LineCodec::new, tuning, machine);
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
