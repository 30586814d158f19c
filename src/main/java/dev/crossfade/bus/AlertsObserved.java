package dev.crossfade.bus;

import java.time.Instant;
import java.util.List;

/**
 * Every alert rule with its state, and every receiver, at one moment.
 *
 * @param alerts in the order of the rules; at least one a rule
 */
public record AlertsObserved(List<Alert> alerts, List<ReceiverFigures> receivers, Instant at) {
    public AlertsObserved {
        alerts = List.copyOf(alerts);
        receivers = List.copyOf(receivers);
    }
}
