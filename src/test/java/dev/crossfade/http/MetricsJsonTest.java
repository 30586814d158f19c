package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Activity;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.MetricsSnapshot.Bucket;
import dev.crossfade.bus.MetricsSnapshot.Delivery;
import dev.crossfade.event.Adapter;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsJsonTest {
    @Test
    void quantilesAreNullAsLongAsThereIsNoSample() {
        JsonObject adapters = MetricsJson.adapters(
                        new MetricsSnapshot(
                                Map.of(),
                                Map.of(),
                                0,
                                Map.of(),
                                0,
                                Map.of(
                                        Adapter.WEBSOCKET, delivery(3, 1.5),
                                        Adapter.REALTIME, delivery(0, 0)),
                                Activity.NONE,
                                Instant.EPOCH),
                        TestSettings.yaml("{}"))
                .getJsonObject("adapters");

        for (String quantile : List.of("p50_ms", "p95_ms", "p99_ms")) {
            assertThat(adapters.getJsonObject("websocket").getDouble(quantile)).isEqualTo(1.5);
            assertThat(adapters.getJsonObject("realtime").getMap()).containsEntry(quantile, null);
        }
        assertThat(adapters.getJsonObject("realtime").getString("health")).isEqualTo("healthy");
    }

    private static Delivery delivery(long samples, double millis) {
        List<Bucket> latency = List.of(new Bucket(1, 0), new Bucket(Double.POSITIVE_INFINITY, samples));
        return new Delivery(true, 1, 5, 5, 0, 0, 0, millis, millis, millis, latency, samples * millis, Map.of());
    }
}
