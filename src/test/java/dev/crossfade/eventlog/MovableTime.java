package dev.crossfade.eventlog;

import dev.crossfade.testkit.Drafts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** The two clocks of a log in the hands of a test: time passes on both, and the wall clock can be set. */
final class MovableTime {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong wallMillis = new AtomicLong(Drafts.RECEIVED.toEpochMilli());

    LogTime logTime() {
        InstantSource wall = () -> Instant.ofEpochMilli(wallMillis.get());
        return new LogTime(clock(wall), nanos::get);
    }

    private static Clock clock(InstantSource wall) {
        return wall.withZone(ZoneOffset.UTC);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        wallMillis.addAndGet(time.toMillis());
    }

    /** Sets the wall clock forwards, or backwards, while no time passes. */
    void setWall(Duration by) {
        wallMillis.addAndGet(by.toMillis());
    }
}
