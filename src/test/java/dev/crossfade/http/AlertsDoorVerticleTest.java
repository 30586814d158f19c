package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Alert;
import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertHistoryPage;
import dev.crossfade.bus.AlertHistoryQuery;
import dev.crossfade.bus.AlertState;
import dev.crossfade.bus.AlertsObserved;
import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.ReceiverFigures;
import dev.crossfade.config.Alerts.Receiver;
import dev.crossfade.config.Alerts.Severity;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code GET /alerts} answers. */
class AlertsDoorVerticleTest {
    private static final Instant AT = Instant.parse("2026-11-21T06:00:00Z");

    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(TestSettings.defaults());
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void everyAlertAndEveryReceiverIsShown() throws Exception {
        Alert alert = new Alert(
                "log_backlog",
                AlertState.FIRING,
                Severity.WARNING,
                AT,
                OptionalDouble.of(612.5),
                500,
                Map.of("adapter", "realtime"),
                "delivery_p95_ms > 500");
        ReceiverFigures receiver = new ReceiverFigures(
                "pager", Receiver.Type.WEBHOOK, BreakerState.OPEN, 3, 2, 1, 0, Optional.of(AT), "it answered 503");
        Endpoints.ALERTS.serve(
                doors.vertx(),
                query -> Future.succeededFuture(new AlertsObserved(List.of(alert), List.of(receiver), AT)));

        assertThat(new JsonObject(doors.get("/alerts").body()))
                .isEqualTo(new JsonObject()
                        .put(
                                "items",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("name", "log_backlog")
                                                .put("state", "firing")
                                                .put("severity", "warning")
                                                .put("since", "2026-11-21T06:00:00.000000Z")
                                                .put("value", 612.5)
                                                .put("threshold", 500.0)
                                                .put("labels", new JsonObject().put("adapter", "realtime"))
                                                .put("condition", "delivery_p95_ms > 500")
                                                .put("source", "default")))
                        .put("disabled", new JsonArray())
                        .put(
                                "receivers",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("name", "pager")
                                                .put("type", "webhook")
                                                .put("breaker", "open")
                                                .put("waiting", 3)
                                                .put("sent", 2)
                                                .put("failures", 1)
                                                .put("lost", 0)
                                                .put("last_success", "2026-11-21T06:00:00.000000Z")
                                                .put("last_error", "it answered 503")))
                        .put("timestamp", "2026-11-21T06:00:00.000000Z"));
    }

    @Test
    void theHistoryIsAskedForAsTheParametersSayAndGoesOnBehindItsCursor() throws Exception {
        AtomicReference<AlertHistoryQuery> asked = new AtomicReference<>();
        AlertChanged change = new AlertChanged(
                UUID.fromString("00000000-0000-0000-0000-000000000001"),
                "slow",
                false,
                Severity.CRITICAL,
                Map.of(),
                OptionalDouble.empty(),
                500,
                "delivery_p95_ms > 500",
                AT,
                AT.plusSeconds(9));
        Endpoints.ALERT_HISTORY.serve(doors.vertx(), query -> {
            asked.set(query);
            return Future.succeededFuture(
                    new AlertHistoryPage(List.of(new AlertHistoryPage.Row(change, "n1")), OptionalLong.of(7)));
        });

        JsonObject page = new JsonObject(doors.get("/alerts/history?name=slow&state=resolved&severity=critical&node=n1"
                        + "&from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z&limit=1")
                .body());

        assertThat(asked.get())
                .isEqualTo(new AlertHistoryQuery(
                        Optional.of("slow"),
                        Optional.of("resolved"),
                        Optional.of("critical"),
                        Optional.of("n1"),
                        Optional.of(Instant.parse("2026-11-21T00:00:00Z")),
                        Optional.of(Instant.parse("2026-11-22T00:00:00Z")),
                        OptionalLong.empty(),
                        1));
        assertThat(page.getJsonArray("items").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("id", "00000000-0000-0000-0000-000000000001")
                        .put("at", "2026-11-21T06:00:09.000000Z")
                        .put("name", "slow")
                        .put("state", "resolved")
                        .put("severity", "critical")
                        .put("labels", new JsonObject())
                        .putNull("value")
                        .put("threshold", 500.0)
                        .put("condition", "delivery_p95_ms > 500")
                        .put("since", "2026-11-21T06:00:00.000000Z")
                        .put("node", "n1"));
        doors.get(page.getString("next"));
        assertThat(asked.get().before()).hasValue(7);
        assertThat(asked.get().name()).contains("slow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=pending", "severity=bad", "from=noon", "cursor=x", "limit=0", "weather=rain"})
    void aHistoryThatIsAskedForWronglyIsRefused(String parameter) throws Exception {
        assertThat(doors.get("/alerts/history?" + parameter).statusCode()).isEqualTo(400);
    }

    @Test
    void aParameterThatNobodyKnowsIsRefused() throws Exception {
        assertThat(doors.get("/alerts?state=firing").statusCode()).isEqualTo(400);
    }

    @Test
    void withoutTheAlertsTheAnswerIs503() throws Exception {
        assertThat(doors.get("/alerts").statusCode()).isEqualTo(503);
    }
}
