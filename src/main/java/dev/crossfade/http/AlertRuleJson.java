package dev.crossfade.http;

import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.config.AlertRules;
import dev.crossfade.config.Alerts.Rule;
import dev.crossfade.config.Layer;
import dev.crossfade.config.SettingsSnapshot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** An alert rule as the routes show it. */
final class AlertRuleJson {
    private AlertRuleJson() {}

    /** What is in force of that rule, and what keeps it from having an effect. */
    static JsonObject plan(SettingsSnapshot snapshot, String name) {
        Optional<Rule> rule = AlertRules.named(snapshot.settings().alerts(), name);
        JsonArray notes = new JsonArray();
        if (rule.isEmpty()) {
            notes.add("there is no rule " + name);
        }
        rule.filter(one -> !one.enabled()).ifPresent(one -> notes.add("enabled is false, so it raises nothing"));
        return new JsonObject()
                .put("rule", rule.map(one -> of(snapshot, one)).orElse(null))
                .put("notes", notes);
    }

    static JsonObject of(SettingsSnapshot snapshot, Rule rule) {
        return new JsonObject()
                .put("name", rule.name())
                .put("metric", rule.metric().label())
                .put("op", rule.op().sign())
                .put("threshold", rule.threshold())
                .put("for_s", rule.hold().toMillis() / 1e3)
                .put("severity", rule.severity().label())
                .put("labels", AlertsHandler.labels(rule.labels()))
                .put("condition", rule.condition())
                .put("enabled", rule.enabled())
                .put("source", AlertRules.source(snapshot, rule).label());
    }

    /** A value of a key of that shape; labels are kept as texts, {@code name=value}. */
    static Object shown(Shape shape, Object plain) {
        if (shape != Shape.LABELS || !(plain instanceof List<?> list)) {
            return AuditRowJson.json(plain);
        }
        JsonObject labels = new JsonObject();
        for (Object item : list) {
            String label = String.valueOf(item);
            int sign = label.indexOf('=');
            labels.put(label.substring(0, sign), label.substring(sign + 1));
        }
        return labels;
    }

    /** The layer that the rule of that name comes from; null where it is not in force any more. */
    static String source(SettingsSnapshot snapshot, String name) {
        return AlertRules.named(snapshot.settings().alerts(), name)
                .map(rule -> AlertRules.source(snapshot, rule))
                .map(Layer::label)
                .orElse(null);
    }
}
