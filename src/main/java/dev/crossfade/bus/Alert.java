package dev.crossfade.bus;

import dev.crossfade.config.Alerts.Severity;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One alert rule, or one of its figures where there are several, at one moment. Name and labels are its identity.
 *
 * @param since when it came into that state
 * @param value of the figure when it was last known; empty where it is not known now
 * @param labels those of the rule and of the figure
 * @param condition of the rule, for people
 */
public record Alert(
        String name,
        AlertState state,
        Severity severity,
        Instant since,
        OptionalDouble value,
        double threshold,
        Map<String, String> labels,
        String condition) {}
