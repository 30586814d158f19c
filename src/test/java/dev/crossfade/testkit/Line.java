package dev.crossfade.testkit;

import java.time.Duration;

/**
 * What a {@link FaultProxy} lets through, and how fast; each direction of each connection asks for itself.
 *
 * <p>A change holds for what is waiting too: bytes that were to be delayed go at once when the delay is taken away.
 */
final class Line {
    private static final long MILLIS_PER_SECOND = 1_000;

    private boolean open = true;
    private long delayMillis;
    private long bytesPerSecond = Long.MAX_VALUE;

    synchronized void clear() {
        set(true, 0, Long.MAX_VALUE);
    }

    synchronized void block() {
        set(false, 0, Long.MAX_VALUE);
    }

    synchronized void delay(Duration delay) {
        set(true, delay.toMillis(), Long.MAX_VALUE);
    }

    synchronized void throttle(long limit) {
        set(true, 0, limit);
    }

    /** Wakes up whoever waits, to see whether its connection is still there. */
    synchronized void wake() {
        notifyAll();
    }

    private void set(boolean nowOpen, long nowDelayMillis, long nowBytesPerSecond) {
        open = nowOpen;
        delayMillis = nowDelayMillis;
        bytesPerSecond = nowBytesPerSecond;
        notifyAll();
    }

    /** Blocks until so many bytes may pass; false where the connection was given up meanwhile. */
    synchronized boolean pass(int bytes, Pair pair) throws InterruptedException {
        long begun = System.nanoTime();
        while (!pair.isOver()) {
            if (!open) {
                wait();
                continue;
            }
            long due = delayMillis + bytes * MILLIS_PER_SECOND / bytesPerSecond;
            long left = due - (System.nanoTime() - begun) / 1_000_000;
            if (left <= 0) {
                return true;
            }
            wait(left);
        }
        return false;
    }

    /** The two sockets that make one connection through the proxy. */
    interface Pair {
        boolean isOver();
    }
}
