package dev.crossfade.control;

import dev.crossfade.config.SettingsReader.Text;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The reading of the configuration file, on a thread of its own, since it may hang for ever: a network file system that is
 * gone, a pipe in the file's place. One read at a time: while one hangs nobody begins another. Belongs to one thread.
 */
final class FileReading {
    private final Supplier<Text> source;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(FileReading::thread);
    private CompletableFuture<Text> newest = CompletableFuture.completedFuture(null);

    /** @param source may block, and may never come back */
    FileReading(Supplier<Text> source) {
        this.source = source;
    }

    /** The read that is under way, or else a new one. */
    CompletableFuture<Text> read() {
        if (newest.isDone()) {
            newest = CompletableFuture.supplyAsync(source, thread);
        }
        return newest;
    }

    boolean isUnderWay() {
        return !newest.isDone();
    }

    /** Ends the thread once its read comes back; waits for nothing. */
    void close() {
        thread.shutdown();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "crossfade-settings-file");
        // One that hangs must not keep the daemon from ending.
        thread.setDaemon(true);
        return thread;
    }
}
