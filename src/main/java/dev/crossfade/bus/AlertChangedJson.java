package dev.crossfade.bus;

import dev.crossfade.config.Alerts.Severity;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** A change of an alert as JSON: as it travels through the event log, and as it is shown. */
public final class AlertChangedJson {
    private static final String FIRING = "firing";

    private AlertChangedJson() {}

    public static JsonObject of(AlertChanged change) {
        OptionalDouble value = change.value();
        return new JsonObject()
                .put("id", change.id().toString())
                .put("at", EventTime.text(change.at()))
                .put("name", change.name())
                .put("state", change.state())
                .put("severity", change.severity().label())
                .put("labels", new JsonObject(new TreeMap<>(change.labels())))
                .put("value", value.isPresent() ? value.getAsDouble() : null)
                .put("threshold", change.threshold())
                .put("condition", change.condition())
                .put("since", EventTime.text(change.since()));
    }

    /**
     * The change that {@link #of} has written.
     *
     * @throws RuntimeException where it is none
     */
    public static AlertChanged read(JsonObject json) {
        Double value = json.getDouble("value");
        return new AlertChanged(
                UUID.fromString(json.getString("id")),
                json.getString("name"),
                json.getString("state").equals(FIRING),
                Severity.valueOf(json.getString("severity").toUpperCase(Locale.ROOT)),
                labels(json.getJsonObject("labels")),
                value == null ? OptionalDouble.empty() : OptionalDouble.of(value),
                json.getDouble("threshold"),
                json.getString("condition"),
                Instant.parse(json.getString("since")),
                Instant.parse(json.getString("at")));
    }

    /** The labels that JSON has. */
    public static Map<String, String> labels(JsonObject json) {
        return json.getMap().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, label -> (String) label.getValue()));
    }
}
