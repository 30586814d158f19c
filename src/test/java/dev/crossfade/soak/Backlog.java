package dev.crossfade.soak;

import dev.crossfade.testkit.DaemonProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How many events wait for the database, looked at once a second through the daemon's own port. */
final class Backlog implements Runnable {
    private static final long LOOK_MILLIS = 1_000;
    private static final long DRAIN_LOOK_MILLIS = 200;

    private final Site site;
    private final CountDownLatch end;
    private long longest;

    Backlog(Site site, CountDownLatch end) {
        this.site = site;
        this.end = end;
    }

    @Override
    public void run() {
        try {
            while (!end.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                now();
            }
        } catch (InterruptedException toldToGiveUp) {
            Thread.currentThread().interrupt();
        }
    }

    /** The most that was seen. */
    synchronized long longest() {
        return longest;
    }

    /** Waits until nothing waits any more; whether that came about within the patience. */
    boolean drains(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (now() != 0) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(DRAIN_LOOK_MILLIS);
        }
        return true;
    }

    /** Below 0 where nobody answers. */
    private long now() throws InterruptedException {
        try {
            DaemonProcess daemon = site.daemon();
            JsonObject health = new JsonObject(daemon.get("/health/ready").body());
            long waiting = health.getJsonObject("components")
                    .getJsonObject("event_log")
                    .getLong("backlog_events");
            remember(waiting);
            return waiting;
        } catch (IOException notNow) {
            return -1;
        }
    }

    private synchronized void remember(long waiting) {
        longest = Math.max(longest, waiting);
    }
}
