package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.LocalCodec;
import dev.crossfade.event.EventJson;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Asked for any free port, which is what {@code --port 0} does. */
class FreePortVerticleTest {
    @Test
    void everyInstanceServesTheSamePort() {
        Vertx vertx = Vertx.vertx();
        try {
            LocalCodec.register(vertx);
            List<Integer> ports = new CopyOnWriteArrayList<>();
            EventLog log =
                    new MemoryEventLog("test00000000", TestSettings.defaults().eventLog(), EventJson::new);
            HttpBounds bounds = HttpBounds.fresh();
            vertx.deployVerticle(
                            () -> new HttpVerticle(
                                    TestSettings.first(TestSettings.defaults()),
                                    log,
                                    Clock.systemUTC(),
                                    bounds,
                                    ports::add),
                            new DeploymentOptions().setInstances(3))
                    .await();
            assertThat(ports).hasSize(3).allMatch(port -> port > 0);
            assertThat(ports).containsOnly(ports.get(0));
        } finally {
            vertx.close().await();
        }
    }
}
