package dev.crossfade.config;

import dev.crossfade.config.Alerts.Comparison;
import dev.crossfade.config.Alerts.Rule;
import dev.crossfade.config.Alerts.Severity;
import dev.crossfade.event.Category;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The alert rules that are there without being configured. */
final class BuiltInAlerts {
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final List<Rule> rules = new ArrayList<>();

    /** @param mismatches the rate of mismatches, in percent, over which that of a category is an alert; complete */
    BuiltInAlerts(Map<Category, Double> mismatches) {
        for (Category category : Category.values()) {
            rules.add(mismatch(category, mismatches.get(category)));
        }
        rules.add(above("breaker_open", AlertMetric.BREAKER_OPEN, 0, Duration.ofSeconds(10), Severity.CRITICAL));
        rules.add(above("adapter_tripped", AlertMetric.ADAPTER_TRIPPED, 0, AT_ONCE, Severity.CRITICAL));
        rules.add(above("rolled_back", AlertMetric.CATEGORY_ROLLED_BACK, 0, AT_ONCE, Severity.CRITICAL));
        rules.add(above("log_backlog", AlertMetric.LOG_OLDEST_SECONDS, 60, A_MINUTE, Severity.WARNING));
        rules.add(above("dead_letters", AlertMetric.DEAD_LETTERS, 0, AT_ONCE, Severity.WARNING));
        rules.add(above("config_rejected", AlertMetric.CONFIG_REJECTED, 0, AT_ONCE, Severity.WARNING));
        rules.add(above("override_active", AlertMetric.OVERRIDE_ACTIVE, 0, AT_ONCE, Severity.INFO));
    }

    List<Rule> all() {
        return List.copyOf(rules);
    }

    Optional<Rule> named(String name) {
        return rules.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    private static Rule mismatch(Category category, double percent) {
        return new Rule(
                "parity_mismatch_" + category.label(),
                AlertMetric.PARITY_MISMATCH_RATE,
                Comparison.MORE,
                percent,
                AT_ONCE,
                category == Category.CRITICAL ? Severity.CRITICAL : Severity.WARNING,
                Map.of(AlertMetric.Dimension.CATEGORY.label(), category.label()));
    }

    private static Rule above(String name, AlertMetric metric, double threshold, Duration hold, Severity severity) {
        return new Rule(name, metric, Comparison.MORE, threshold, hold, severity, Map.of());
    }
}
