package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.crossfade.bus.Activity;
import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.GuardObserved.Guarded;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.MetricsSnapshot.Bucket;
import dev.crossfade.bus.MetricsSnapshot.Delivery;
import dev.crossfade.bus.MetricsSnapshot.Validation;
import dev.crossfade.event.Adapter;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MetricsJsonTest {
    @Test
    void quantilesAreNullAsLongAsThereIsNoSample() {
        JsonObject adapters = adapters(new CurrentGuard());

        for (String quantile : List.of("p50_ms", "p95_ms", "p99_ms")) {
            assertThat(adapters.getJsonObject("websocket").getDouble(quantile)).isEqualTo(1.5);
            assertThat(adapters.getJsonObject("realtime").getMap()).containsEntry(quantile, null);
        }
        assertThat(adapters.getJsonObject("realtime").getString("health")).isEqualTo("healthy");
    }

    @Test
    void aTimeThatNobodyMeasuredIsNullAndNotNought() throws Exception {
        for (double millis : new double[] {0, 0.25}) {
            Validation judged = new Validation(3, 1, 0, 1, millis, Instant.EPOCH);
            JsonObject told = written(json -> MetricsJson.eventTypes(json, Map.of("a", judged)))
                    .getJsonObject("a");
            assertThat(told.getLong("total_events")).isEqualTo(4);
            assertThat(told.getValue("avg_validation_time_ms")).isEqualTo(millis == 0 ? null : millis);
        }
        for (long nanos : new long[] {0, 1_000_000}) {
            JsonObject told = written(json -> {
                json.writeStartObject();
                MetricsJson.counts(json, new Counts(4, 4, 0, 0, 3, 1, 0, 1, nanos));
                json.writeEndObject();
            });
            assertThat(told.getDouble("pass_rate")).isEqualTo(75);
            assertThat(told.getValue("avg_validation_time_ms")).isEqualTo(nanos == 0 ? null : 0.25);
        }
    }

    private static JsonObject written(LongAnswerWriter.Content content) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            content.write(json);
        }
        return new JsonObject(text.toString());
    }

    @Test
    void theGuardIsSaidWithTheFiguresOfItsWindow() {
        CurrentGuard guard = new CurrentGuard();
        guard.told(new GuardObserved(
                Map.of(
                        Adapter.WEBSOCKET,
                        guarded(GuardState.CLOSED, 1, true, OptionalDouble.of(0.04), OptionalDouble.of(210)),
                        Adapter.REALTIME,
                        guarded(GuardState.PROBING, 0.25, false, OptionalDouble.empty(), OptionalDouble.empty())),
                Map.of(),
                Instant.EPOCH));
        JsonObject adapters = adapters(guard);

        assertThat(adapters.getJsonObject("websocket").getString("health")).isEqualTo("degraded");
        assertThat(adapters.getJsonObject("websocket").getJsonObject("breaker"))
                .isEqualTo(new JsonObject()
                        .put("state", "closed")
                        .put("share", 1.0)
                        .put("trips", 2L)
                        .put("reason", "too slow")
                        .put("error_rate", 0.04)
                        .put("p95_ms", 210.0));
        assertThat(adapters.getJsonObject("realtime").getString("health")).isEqualTo("probing");
        assertThat(adapters.getJsonObject("realtime").getJsonObject("breaker").getMap())
                .containsEntry("share", 0.25)
                .containsEntry("p95_ms", null);
    }

    private static Guarded guarded(
            GuardState state, double share, boolean degraded, OptionalDouble errorRate, OptionalDouble p95Millis) {
        return new Guarded(state, share, degraded, errorRate, p95Millis, 2, "too slow");
    }

    private static JsonObject adapters(CurrentGuard guard) {
        return MetricsJson.adapters(
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
                        TestSettings.defaults(),
                        guard)
                .getJsonObject("adapters");
    }

    private static Delivery delivery(long samples, double millis) {
        List<Bucket> latency = List.of(new Bucket(1, 0), new Bucket(Double.POSITIVE_INFINITY, samples));
        return new Delivery(true, 1, 5, 5, 0, 0, 0, millis, millis, millis, latency, samples * millis, Map.of());
    }
}
