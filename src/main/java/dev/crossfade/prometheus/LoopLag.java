package dev.crossfade.prometheus;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long a task waits for its turn on each event loop. One task at a time is under way to each, so a loop that hangs
 * gathers none, and tells how long it hung once it goes on.
 */
final class LoopLag {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };

    private final List<Loop> loops = new ArrayList<>();

    /** Makes a series for each of the loops, numbered from 0 on. */
    LoopLag(Iterable<EventExecutor> executors, MeterRegistry registry) {
        executors.forEach(executor -> loops.add(new Loop(executor, timer(loops.size(), registry))));
    }

    private static Timer timer(int number, MeterRegistry registry) {
        return Timer.builder("crossfade.event_loop.lag")
                .description("Time that a task waited for its turn on the event loop, asked once a second")
                .tag("loop", Integer.toString(number))
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    /** Asks every loop that has answered the last time. */
    void ask() {
        loops.forEach(Loop::ask);
    }

    private record Loop(EventExecutor executor, Timer timer, AtomicBoolean asked) {
        Loop(EventExecutor executor, Timer timer) {
            this(executor, timer, new AtomicBoolean());
        }

        void ask() {
            if (!executor.isShuttingDown() && asked.compareAndSet(false, true)) {
                long begun = System.nanoTime();
                executor.execute(() -> {
                    timer.record(Duration.ofNanos(System.nanoTime() - begun));
                    asked.set(false);
                });
            }
        }
    }
}
