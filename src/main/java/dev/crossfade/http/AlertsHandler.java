package dev.crossfade.http;

import dev.crossfade.bus.Alert;
import dev.crossfade.bus.AlertsObserved;
import dev.crossfade.bus.AlertsQuery;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.ReceiverFigures;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.EventTime;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** {@code GET /alerts}: every alert rule with its state and where it comes from, and who is told. Belongs to its context. */
final class AlertsHandler implements Handler<RoutingContext> {
    private final CurrentSettings current;

    AlertsHandler(CurrentSettings current) {
        this.current = current;
    }

    @Override
    public void handle(RoutingContext ctx) {
        QueryParameters parameters = new QueryParameters(HistoryHandler.parametersOf(ctx.queryParams()), Set.of());
        if (!parameters.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, parameters.errors());
            return;
        }
        AnswerWriter.write(
                ctx, Endpoints.ALERTS.ask(ctx.vertx(), new AlertsQuery()), observed -> ctx.json(json(observed)));
    }

    private JsonObject json(AlertsObserved observed) {
        SettingsSnapshot snapshot = current.snapshot();
        JsonArray items = new JsonArray();
        observed.alerts()
                .forEach(alert -> items.add(json(alert).put("source", AlertRuleJson.source(snapshot, alert.name()))));
        JsonArray disabled = new JsonArray();
        snapshot.settings().alerts().rules().stream()
                .filter(rule -> !rule.enabled())
                .forEach(rule -> disabled.add(AlertRuleJson.of(snapshot, rule)));
        JsonArray receivers = new JsonArray();
        observed.receivers().forEach(receiver -> receivers.add(json(receiver)));
        return new JsonObject()
                .put("items", items)
                .put("disabled", disabled)
                .put("receivers", receivers)
                .put("timestamp", EventTime.text(observed.at()));
    }

    private static JsonObject json(Alert alert) {
        return new JsonObject()
                .put("name", alert.name())
                .put("state", alert.state().label())
                .put("severity", alert.severity().label())
                .put("since", EventTime.text(alert.since()))
                .put("value", orNull(alert.value()))
                .put("threshold", alert.threshold())
                .put("labels", labels(alert.labels()))
                .put("condition", alert.condition());
    }

    private static JsonObject json(ReceiverFigures receiver) {
        return new JsonObject()
                .put("name", receiver.name())
                .put("type", receiver.type().label())
                .put("breaker", receiver.breaker().label())
                .put("waiting", receiver.waiting())
                .put("sent", receiver.sent())
                .put("failures", receiver.failures())
                .put("lost", receiver.lost())
                .put("last_success", receiver.lastSuccess().map(EventTime::text).orElse(null))
                .put("last_error", receiver.lastError().isEmpty() ? null : receiver.lastError());
    }

    static JsonObject labels(Map<String, String> labels) {
        return new JsonObject(new TreeMap<>(labels));
    }

    static Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
