package dev.crossfade.metrics;

import dev.crossfade.bus.Counts;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.FlawNotes;
import dev.crossfade.event.Route;
import dev.crossfade.event.SealedEvent;

/** Counts that grow. Belongs to one thread. */
final class Count {
    private long accepted;
    private long websocket;
    private long realtime;
    private long suppressed;
    private long passed;
    private long failed;
    private long errors;
    private long warnings;
    private long nanos;
    private long lastMillis;

    /** Adds an event of the event log. */
    void add(SealedEvent sealed) {
        Route route = sealed.event().route();
        accepted++;
        websocket += route.includes(Adapter.WEBSOCKET) ? 1 : 0;
        realtime += route.includes(Adapter.REALTIME) ? 1 : 0;
        suppressed += route == Route.NONE ? 1 : 0;
        lastMillis = Math.max(lastMillis, sealed.event().receivedAt().toEpochMilli());
        switch (sealed.verdict()) {
            case PASSED -> passed++;
            case FLAWED -> {
                failed++;
                warnings += FlawNotes.count(sealed.event().metadata());
            }
            case NOT_JUDGED -> {}
        }
    }

    /** Adds what the event log does not know. */
    void add(IntakeObserved.Tally tally, long nowMillis) {
        failed += tally.refused();
        errors += tally.errors();
        nanos += tally.nanos();
        lastMillis = tally.refused() == 0 ? lastMillis : Math.max(lastMillis, nowMillis);
    }

    /** Adds time spent on validation. */
    void addTime(long spent) {
        nanos += spent;
    }

    void add(Counts more) {
        accepted += more.accepted();
        websocket += more.websocket();
        realtime += more.realtime();
        suppressed += more.suppressed();
        passed += more.passed();
        failed += more.failed();
        errors += more.errors();
        warnings += more.warnings();
        nanos += more.nanos();
    }

    void add(Count more) {
        accepted += more.accepted;
        websocket += more.websocket;
        realtime += more.realtime;
        suppressed += more.suppressed;
        passed += more.passed;
        failed += more.failed;
        errors += more.errors;
        warnings += more.warnings;
        nanos += more.nanos;
        lastMillis = Math.max(lastMillis, more.lastMillis);
    }

    long accepted() {
        return accepted;
    }

    Counts counts() {
        return new Counts(accepted, websocket, realtime, suppressed, passed, failed, errors, warnings, nanos);
    }

    /** When something was counted last, in milliseconds since the epoch; 0 where nothing was. */
    long lastMillis() {
        return lastMillis;
    }
}
