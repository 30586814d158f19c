package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ShutdownWatchdogTest {
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final CompletableFuture<String> said = new CompletableFuture<>();

    @Test
    void afterItsPatienceItSaysWhichStepHangsAndEndsTheProcessWithOne() throws Exception {
        ShutdownWatchdog.start(Duration.ofMillis(1), () -> "persistence", said::complete, exitCode::complete);

        assertThat(exitCode.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(said).isCompletedWithValue("persistence");
    }

    @Test
    void itEndsTheProcessAlsoWhereItsLastWordGetsNoHearing() throws Exception {
        CountDownLatch forEver = new CountDownLatch(1);
        ShutdownWatchdog.start(Duration.ofMillis(1), () -> "http", step -> awaitQuietly(forEver), exitCode::complete);

        assertThat(exitCode.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        forEver.countDown();
    }

    @Test
    void itWaitsForItsPatience() throws Exception {
        Thread watchdog = ShutdownWatchdog.start(Duration.ofHours(1), () -> "http", said::complete, exitCode::complete);

        assertThat(watchdog.isDaemon()).isTrue();
        assertThat(exitCode).isNotDone();
        watchdog.interrupt();
        watchdog.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
