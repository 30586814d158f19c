package dev.crossfade.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets work on the current thread end cleanly when the process is told to stop: the thread is interrupted, and the
 * process waits a moment for it.
 */
final class Interruption {
    private static final long GRACE_SECONDS = 2;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    Interruption() {
        Thread worker = Thread.currentThread();
        hook = new Thread(() -> stop(worker), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Says that the work is done. */
    void over() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // The hook is what ended the work, and ends with it.
            return;
        }
    }

    private void stop(Thread worker) {
        worker.interrupt();
        try {
            if (!done.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("crossfade: stopped in the middle of a read");
            }
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }
}
