package dev.crossfade.eventlog;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds the writer's thread at its first advance, so that a test can say what waits for the next group. */
final class HeldListener implements EventLog.AdvanceListener {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void advanced(long endOffset) {
        held.countDown();
        await(released);
    }

    void awaitHeld() {
        await(held);
    }

    void release() {
        released.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            // A test that fails before it lets go must still come to its end.
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("held for too long");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
