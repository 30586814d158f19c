package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.config.Alerts.Receiver;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Changes of alerts in the form in which receivers want them. */
final class LetterJson {
    /** What Alertmanager's own webhooks have there. */
    private static final Instant NOT_YET = Instant.parse("0001-01-01T00:00:00Z");

    private LetterJson() {}

    /** The body of a request to that receiver. */
    static byte[] body(Receiver receiver, List<AlertChanged> changes, String node) {
        return switch (receiver.type()) {
            case WEBHOOK -> webhook(receiver.name(), changes, node).toBuffer().getBytes();
            case ALERTMANAGER -> alertmanager(changes, node).toBuffer().getBytes();
        };
    }

    /** In the shape of the webhooks of Alertmanager, version 4, with the id of each change besides. */
    private static JsonObject webhook(String receiver, List<AlertChanged> changes, String node) {
        JsonArray alerts = new JsonArray();
        for (AlertChanged change : changes) {
            alerts.add(new JsonObject()
                    .put("id", change.id().toString())
                    .put("status", change.state())
                    .put("labels", labels(change, node))
                    .put("annotations", annotations(change))
                    .put("startsAt", EventTime.text(change.since()))
                    .put("endsAt", EventTime.text(change.firing() ? NOT_YET : change.at())));
        }
        boolean firing = changes.stream().anyMatch(AlertChanged::firing);
        return new JsonObject()
                .put("version", "4")
                .put("groupKey", "crossfade/" + node)
                .put("truncatedAlerts", 0)
                .put("status", firing ? "firing" : "resolved")
                .put("receiver", receiver)
                .put("groupLabels", new JsonObject())
                .put("commonLabels", new JsonObject().put("node", node))
                .put("commonAnnotations", new JsonObject())
                .put("externalURL", "")
                .put("alerts", alerts);
    }

    private static JsonArray alertmanager(List<AlertChanged> changes, String node) {
        JsonArray alerts = new JsonArray();
        for (AlertChanged change : changes) {
            JsonObject alert = new JsonObject()
                    .put("labels", labels(change, node))
                    .put("annotations", annotations(change))
                    .put("startsAt", EventTime.text(change.since()));
            alerts.add(change.firing() ? alert : alert.put("endsAt", EventTime.text(change.at())));
        }
        return alerts;
    }

    /** They are the identity, so nothing that changes is among them. */
    private static JsonObject labels(AlertChanged change, String node) {
        Map<String, Object> labels = new TreeMap<>(change.labels());
        labels.put("alertname", change.name());
        labels.put("severity", change.severity().label());
        labels.put("node", node);
        return new JsonObject(labels);
    }

    private static JsonObject annotations(AlertChanged change) {
        JsonObject annotations = new JsonObject()
                .put("summary", change.condition())
                .put("threshold", Double.toString(change.threshold()));
        OptionalDouble value = change.value();
        return value.isPresent() ? annotations.put("value", Double.toString(value.getAsDouble())) : annotations;
    }
}
