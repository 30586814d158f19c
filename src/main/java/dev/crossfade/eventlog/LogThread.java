package dev.crossfade.eventlog;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One named thread that does what it is given, in order. Never interrupted: an interrupt would close files. */
final class LogThread implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(LogThread.class);

    private final String name;
    private final ExecutorService thread;

    LogThread(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** @throws java.util.concurrent.RejectedExecutionException after {@link #finish} */
    @Override
    public void execute(Runnable task) {
        thread.execute(() -> survive(task));
    }

    /** What one task throws must not end the thread that the next one needs. */
    private void survive(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("bug thread={}", name, bug);
        }
    }

    /** Takes nothing more and waits until all is done. */
    void finish() {
        thread.shutdown();
        try {
            while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("{} still waits for its disk", name);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
