package dev.crossfade.eventlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Has the next segment's file filled with zeros before it is needed.
 *
 * <p>Filled ahead, a full disk shows while there is still room in the current segment, and a sync need not write file
 * sizes. Called by the writer's thread; the filling runs on the keeper's.
 */
final class SegmentPreparer {
    static final String SUFFIX = ".prepared";

    private final Disk disk;
    private final Path folder;
    private final long size;
    private final Executor keeper;
    private CompletableFuture<Prepared> next;

    /** A file of zeros that has no name of its own yet. */
    record Prepared(Path path, Disk.LogFile file) {}

    SegmentPreparer(Disk disk, Path folder, long size, Executor keeper) {
        this.disk = disk;
        this.folder = folder;
        this.size = size;
        this.keeper = keeper;
    }

    /** Has one file made, unless that is done or under way; one that failed is tried anew. */
    void start() {
        if (next == null || next.isCompletedExceptionally()) {
            next = CompletableFuture.supplyAsync(this::prepare, keeper);
        }
    }

    /** The file that is ready, or the wait for it. Fails when the disk has no room; the next call tries again. */
    Prepared take() throws IOException {
        start();
        CompletableFuture<Prepared> ready = next;
        next = null;
        try {
            return ready.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof IOException noRoom) {
                throw noRoom;
            }
            throw failed;
        }
    }

    /** A file that is not filled, for a batch that is larger than a segment. */
    Prepared unfilled() throws IOException {
        Path path = folder.resolve("large" + SUFFIX);
        return new Prepared(path, disk.open(path));
    }

    /** Drops the file that was made ahead. Called when the writer is gone. */
    void discard() throws IOException {
        if (next != null && !next.isCompletedExceptionally()) {
            Prepared unused = take();
            unused.file().close();
            Files.delete(unused.path());
        }
    }

    private Prepared prepare() {
        Path path = folder.resolve("next" + SUFFIX);
        try {
            long usable = disk.usableBytes(folder);
            if (usable < size) {
                throw new IOException("no room for another segment: " + usable + " bytes left");
            }
            return new Prepared(path, fill(path));
        } catch (IOException noRoom) {
            throw new CompletionException(noRoom);
        }
    }

    private Disk.LogFile fill(Path path) throws IOException {
        Disk.LogFile file = disk.open(path);
        try {
            Zeros.write(file, 0, size);
            return file;
        } catch (IOException noRoom) {
            file.close();
            Files.deleteIfExists(path);
            throw noRoom;
        }
    }
}
