package dev.crossfade.eventlog;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The bound on how long a record may wait to be stored: tells the log's condition when it is passed and when it is kept
 * again. Any thread; looks a few times a second at most, however often it is asked to.
 *
 * <p>Ages go by the wall clock, as retention does. A clock that is set forwards may pass the bound for what waits at
 * that moment, until that is stored or the clock is put right; one that is set backwards only makes the bound late.
 */
final class AgeBound {
    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(250);

    private final Optional<Duration> most;
    private final LogTime time;
    private final LongSupplier oldestMillis;
    private final LogCondition condition;
    private final AtomicLong looked;

    /**
     * @param most empty for no bound
     * @param oldestMillis when the oldest record that is not stored was received; 0 where all are
     */
    AgeBound(Optional<Duration> most, LogTime time, LongSupplier oldestMillis, LogCondition condition) {
        this.most = most;
        this.time = time;
        this.oldestMillis = oldestMillis;
        this.condition = condition;
        this.looked = new AtomicLong(time.nanos().getAsLong() - LOOK_EVERY);
    }

    /** Looks, if the last look was long enough ago. */
    void look() {
        if (most.isEmpty()) {
            return;
        }
        long now = time.nanos().getAsLong();
        long last = looked.get();
        if (now - last >= LOOK_EVERY && looked.compareAndSet(last, now)) {
            look(most.get());
        }
    }

    private void look(Duration bound) {
        long oldest = oldestMillis.getAsLong();
        long age = time.wall().millis() - oldest;
        if (oldest > 0 && age > bound.toMillis()) {
            condition.tooOld("the oldest record that is not stored yet has waited for "
                    + Duration.ofMillis(age).toMinutes() + " minutes, longer than event_log.max_age");
        } else {
            condition.youngAgain();
        }
    }
}
