package dev.crossfade.bus;

import dev.crossfade.config.Alerts.Severity;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * An alert has begun to fire, or has resolved.
 *
 * @param id of this change
 * @param value that made it so; empty where it resolved because its figure has long been absent, or its rule is gone
 * @param labels those of the rule and of the figure; with the name and the severity they say which alert it is
 * @param condition of the rule, for people
 * @param since when it began to fire
 * @param at when it changed
 */
public record AlertChanged(
        UUID id,
        String name,
        boolean firing,
        Severity severity,
        Map<String, String> labels,
        OptionalDouble value,
        double threshold,
        String condition,
        Instant since,
        Instant at) {
    public AlertChanged {
        labels = Map.copyOf(labels);
        Objects.requireNonNull(name);
        Objects.requireNonNull(condition);
    }

    /** What users see of the change. */
    public String state() {
        return firing ? "firing" : "resolved";
    }

    /** Whether both are about the same alert. */
    public boolean isAboutTheSame(AlertChanged other) {
        return name.equals(other.name) && severity == other.severity && labels.equals(other.labels);
    }
}
