package dev.crossfade.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One who serves on a worker and is held up by the first question. */
class EndpointVerticleTest {
    private final Endpoint<ReloadSettings, ReloadSettings> endpoint =
            new Endpoint<>("test.endpoint", Duration.ofMillis(500));
    private final Queue<ReloadSettings> begun = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void deploy() {
        LocalCodec.register(vertx);
        vertx.deployVerticle(new Slow(), new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                .await();
    }

    @AfterEach
    void close() {
        release.countDown();
        vertx.close().await();
    }

    @Test
    void whatItsAskerHasGivenUpWaitingForIsNotDoneLater() {
        Future<ReloadSettings> first = endpoint.ask(vertx, new ReloadSettings());
        Future<ReloadSettings> second = endpoint.ask(vertx, new ReloadSettings());
        assertThatThrownBy(first::await).isInstanceOf(Unavailable.class);
        assertThatThrownBy(second::await).isInstanceOf(Unavailable.class);
        release.countDown();

        // Questions are begun in the order in which they are asked.
        assertThat(endpoint.ask(vertx, new ReloadSettings()).await()).isNotNull();
        assertThat(begun).hasSize(2);
    }

    private final class Slow extends VerticleBase {
        @Override
        public Future<?> start() {
            endpoint.serve(vertx, question -> {
                begun.add(question);
                hold();
                return Future.succeededFuture(question);
            });
            return Future.succeededFuture();
        }

        private void hold() {
            try {
                release.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
