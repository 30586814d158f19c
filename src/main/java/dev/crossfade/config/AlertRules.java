package dev.crossfade.config;

import dev.crossfade.config.Alerts.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The keys by which single alert rules are overridden, {@code alerts.rules.<name>.<key>}, and what rules say of them. */
public final class AlertRules {
    /** Begin of each of these keys. */
    public static final String PREFIX = "alerts.rules.";

    public static final String LABELS = "labels";

    /** The last part of these keys. */
    public static final List<String> KEYS = List.of("metric", "op", "threshold", "for", "severity", LABELS, "enabled");

    static final Kind<String> NAME = Kind.text(
            "1 to 64 letters, digits or underscores, no digit first",
            Pattern.compile("[A-Za-z_]\\w{0,63}").asMatchPredicate());

    private AlertRules() {}

    /** Whether a rule may have that name. */
    public static boolean isName(String name) {
        return NAME.read(name).filter(name::equals).isPresent();
    }

    /** The rule of that name that is in force. */
    public static Optional<Rule> named(Alerts alerts, String name) {
        return alerts.rules().stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    /** What is in force of such a key, as JSON says it; null where there is no such rule, or it is no such key. */
    public static Object valueOf(Alerts alerts, String path) {
        int dot = path.lastIndexOf('.');
        if (!path.startsWith(PREFIX) || dot < PREFIX.length()) {
            return null;
        }
        return named(alerts, path.substring(PREFIX.length(), dot))
                .map(rule -> plain(rule, path.substring(dot + 1)))
                .orElse(null);
    }

    static Object plain(Rule rule, String key) {
        return PlainValue.of(
                switch (key) {
                    case "metric" -> rule.metric().label();
                    case "op" -> rule.op().sign();
                    case "threshold" -> rule.threshold();
                    case "for" -> plain(rule.hold());
                    case "severity" -> rule.severity().label();
                    case LABELS -> plain(rule.labels());
                    case "enabled" -> rule.enabled();
                    default -> null;
                });
    }

    private static String plain(Duration time) {
        return time.toMillisPart() == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    /** Each as {@code name=value}, since values are texts, numbers, truths and lists of them. */
    public static List<String> plain(Map<String, String> labels) {
        List<String> list = new ArrayList<>();
        new TreeMap<>(labels).forEach((name, value) -> list.add(name + "=" + value));
        return list;
    }

    /** The layer that a rule in force comes from: a built-in one that nobody has changed is a default. */
    public static Layer source(SettingsSnapshot snapshot, Rule rule) {
        String keys = PREFIX + rule.name() + ".";
        boolean overridden = snapshot.values().entrySet().stream()
                .anyMatch(value ->
                        value.getKey().startsWith(keys) && value.getValue().layer() == Layer.OVERRIDE);
        if (overridden) {
            return Layer.OVERRIDE;
        }
        boolean asBuilt = new BuiltInAlerts(snapshot.settings().parity().thresholds())
                .named(rule.name())
                .filter(rule::equals)
                .isPresent();
        return asBuilt ? Layer.DEFAULT : snapshot.values().get("alerts.rules").layer();
    }
}
