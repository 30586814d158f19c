package dev.crossfade.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.Scrape;
import dev.crossfade.testkit.Waiting;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the waiting of event loops is measured. */
class LoopLagTest {
    private static final String NAME = "crossfade_event_loop_lag_seconds";

    private final DefaultEventExecutorGroup loops = new DefaultEventExecutorGroup(2);
    private final PrometheusMeterRegistry registry = JvmMeters.registry();
    private final LoopLag lag = new LoopLag(loops, registry);

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        registry.close();
    }

    @Test
    void everyLoopHasASeriesOfItsOwn() {
        lag.ask();
        await(scrape -> scrape.sum(NAME + "_count") == 2);
        assertThat(scrape().types()).containsEntry(NAME, "histogram");
        assertThat(scrape().value(NAME + "_count", "loop", "0")).contains(1.0);
        assertThat(scrape().value(NAME + "_bucket", "loop", "1", "le", "+Inf")).contains(1.0);
    }

    @Test
    void aLoopThatHangsGathersNoTasksAndTellsHowLongItHung() {
        CountDownLatch held = new CountDownLatch(1);
        Iterator<EventExecutor> executors = loops.iterator();
        executors.next().execute(() -> hold(held));
        lag.ask();
        long asked = System.nanoTime();
        lag.ask();
        await(scrape -> scrape.sum(NAME + "_count", "loop", "1") >= 1);
        assertThat(scrape().sum(NAME + "_count", "loop", "0")).isZero();
        double hung = (System.nanoTime() - asked) / 1e9;
        held.countDown();

        await(scrape -> scrape.sum(NAME + "_count", "loop", "0") == 1);
        assertThat(scrape().value(NAME + "_sum", "loop", "0").orElseThrow()).isBetween(hung, hung + 20);
    }

    private static void hold(CountDownLatch held) {
        try {
            held.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private Scrape scrape() {
        return Scrape.of(registry.scrape());
    }

    private void await(Predicate<Scrape> fact) {
        Waiting.forThat(Duration.ofSeconds(20), this::scrape, fact);
    }
}
