package dev.crossfade.config;

import dev.crossfade.config.Alerts.Comparison;
import dev.crossfade.config.Alerts.Rule;
import dev.crossfade.config.Alerts.Severity;
import dev.crossfade.event.Category;
import dev.crossfade.event.StorableText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the section {@code alerts}, itself what raises an alert; {@link ReceiversReader} reads who is told. */
final class AlertsReader {
    private static final int MOST_RULES = 100;
    private static final int MOST_LABELS = 16;

    private static final Kind<String> NAME = AlertRules.NAME;
    private static final Kind<String> LABEL_VALUE = Kind.text(
            "1 to 128 characters", text -> !text.isEmpty() && text.length() <= 128 && StorableText.holds(text));
    private static final Kind<AlertMetric> METRIC = Kind.oneOf(AlertMetric.class);
    private static final Kind<Severity> SEVERITY = Kind.oneOf(Severity.class);
    private static final Kind<Duration> HOLD = Kind.duration("0s", "7d");
    private static final Kind<Double> THRESHOLD = Kind.decimal(-1e15, 1e15);
    private static final Kind<Comparison> OP = Kind.of(
            Stream.of(Comparison.values())
                    .map(Comparison::sign)
                    .collect(Collectors.joining(" ", "one of ", ", in quotes")),
            Comparison::of);

    private static final Kind<Boolean> ENABLED = Kind.truth();
    private static final Kind<String> LABEL = Kind.text("name=value", text -> text.indexOf('=') > 0);

    /** What every alert has. */
    private static final Set<String> OWN_LABELS = Set.of("alertname", "severity", "node");

    private AlertsReader() {}

    /** @param mismatches of each category: what the built-in rules about parity have for a threshold */
    static Alerts read(Section alerts, Layers layers, Map<Category, Double> mismatches) {
        BuiltInAlerts builtIn = new BuiltInAlerts(mismatches);
        List<Section> items = alerts.sections("rules");
        List<Rule> rules = rules(items, builtIn, problem -> layers.refuse("alerts.rules", problem));
        alerts.coveredSections("rules").forEach(covered -> rules(covered, builtIn, layers::refuseCovered));
        alerts.say("rules", rules.stream().map(AlertsReader::plainly).toList());
        return new Alerts(
                overridden(with(builtIn, rules), builtIn, alerts, layers),
                ReceiversReader.read(alerts, layers),
                alerts.get("keep", "1y", Kind.duration("1h", "100y")));
    }

    private static Map<String, Rule> with(BuiltInAlerts builtIn, List<Rule> configured) {
        Map<String, Rule> all = new LinkedHashMap<>();
        Stream.concat(builtIn.all().stream(), configured.stream()).forEach(rule -> all.put(rule.name(), rule));
        return all;
    }

    /** The rules as overrides change them, and those that they make. */
    private static List<Rule> overridden(
            Map<String, Rule> rules, BuiltInAlerts builtIn, Section alerts, Layers layers) {
        for (String name : layers.overriddenBelow(AlertRules.PREFIX)) {
            if (AlertRules.isName(name)) {
                Section item = alerts.ofItem("rules", name);
                overridden(item, name, builtIn.named(name), Optional.ofNullable(rules.get(name)))
                        .ifPresent(rule -> rules.put(name, rule));
            }
        }
        int added = rules.size() - builtIn.all().size();
        if (added > MOST_RULES && layers.sound("alerts.rules")) {
            layers.refuse(
                    "alerts.rules",
                    new Problem("alerts.rules", added + " rules with overrides", "at most " + MOST_RULES));
        }
        return List.copyOf(rules.values());
    }

    private static Optional<Rule> overridden(Section item, String name, Optional<Rule> builtIn, Optional<Rule> below) {
        Optional<AlertMetric> metric = required(item, "metric", METRIC, below).or(() -> below.map(Rule::metric));
        Optional<Comparison> op = required(item, "op", OP, below).or(() -> below.map(Rule::op));
        Optional<Double> threshold =
                required(item, "threshold", THRESHOLD, below).or(() -> below.map(Rule::threshold));
        builtIn.ifPresent(rule -> refuseOther(item, rule, metric, op));
        Duration hold = said(item, "for", "0s", HOLD, below)
                .orElse(below.map(Rule::hold).orElse(Duration.ZERO));
        Severity severity = said(item, "severity", "warning", SEVERITY, below)
                .orElse(below.map(Rule::severity).orElse(Severity.WARNING));
        boolean enabled = said(item, "enabled", true, ENABLED, below)
                .orElse(below.map(Rule::enabled).orElse(true));
        Map<String, String> labels = overriddenLabels(item, metric, builtIn, below);
        if (metric.isEmpty() || op.isEmpty() || threshold.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Rule(name, metric.get(), op.get(), threshold.get(), hold, severity, labels, enabled));
    }

    private static <T> Optional<T> said(Section item, String key, Object fresh, Kind<T> kind, Optional<Rule> below) {
        return item.above(key, below.map(rule -> AlertRules.plain(rule, key)).orElse(fresh), kind);
    }

    /** What a rule must have, be it from below. */
    private static <T> Optional<T> required(Section item, String key, Kind<T> kind, Optional<Rule> below) {
        Optional<T> said = said(item, key, null, kind, below);
        if (said.isEmpty() && below.isEmpty() && item.sound(key)) {
            item.refuse(key, "missing", kind.expected() + ": there is no rule of this name to be changed");
        }
        return said;
    }

    private static void refuseOther(Section item, Rule builtIn, Optional<AlertMetric> metric, Optional<Comparison> op) {
        String fixed = fixed(builtIn);
        metric.filter(other -> other != builtIn.metric())
                .ifPresent(other -> item.refuse("metric", other.label(), fixed));
        op.filter(other -> other != builtIn.op()).ifPresent(other -> item.refuse("op", other.sign(), fixed));
    }

    private static String fixed(Rule builtIn) {
        return "nothing: the built-in rule " + builtIn.name() + " is about " + builtIn.condition();
    }

    /** Said labels take the place of those from below, but for what a built-in rule is about. */
    private static Map<String, String> overriddenLabels(
            Section item, Optional<AlertMetric> metric, Optional<Rule> builtIn, Optional<Rule> below) {
        List<String> plain = item.list(
                AlertRules.LABELS,
                below.map(rule -> AlertRules.plain(rule.labels())).orElse(List.of()),
                LABEL);
        Map<String, String> fixed = builtIn.map(Rule::labels).orElse(Map.of());
        Map<String, String> labels = new TreeMap<>(fixed);
        for (String label : plain) {
            String name = label.substring(0, label.indexOf('='));
            String value = label.substring(label.indexOf('=') + 1);
            String expected = LABEL_VALUE.read(value).isEmpty()
                    ? LABEL_VALUE.expected()
                    : expected(name, Optional.of(value), metric, fixed);
            if (!expected.isEmpty()) {
                item.refuse(AlertRules.LABELS, Found.clipped(name) + "=" + Found.clipped(value), expected);
            }
            labels.put(name, value);
        }
        refuseTooMany(item, labels);
        return labels;
    }

    private static List<Rule> rules(List<Section> items, BuiltInAlerts builtIn, Consumer<Problem> refuse) {
        List<Rule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        atMost(MOST_RULES, items, refuse);
        for (Section item : items) {
            rule(item, builtIn).ifPresent(rule -> {
                unique(item, rule.name(), names, refuse);
                rules.add(rule);
            });
        }
        return rules;
    }

    static void atMost(int most, List<Section> items, Consumer<Problem> refuse) {
        if (items.size() > most) {
            String path = items.get(most).nameOf("name").replaceFirst("\\[\\d+]\\.name$", "");
            refuse.accept(new Problem(path, items.size() + " items", "at most " + most));
        }
    }

    static void unique(Section item, String name, Set<String> names, Consumer<Problem> refuse) {
        if (!names.add(name)) {
            refuse.accept(new Problem(item.nameOf("name"), name, "a name that no other has"));
        }
    }

    private static Optional<Rule> rule(Section item, BuiltInAlerts builtIn) {
        Optional<String> name = item.required("name", NAME);
        Optional<Rule> known = name.flatMap(builtIn::named);
        if (known.isPresent()) {
            return Optional.of(changed(item, known.get()));
        }
        Optional<AlertMetric> metric = item.required("metric", METRIC);
        Optional<Comparison> op = item.required("op", OP);
        Optional<Double> threshold = item.required("threshold", THRESHOLD);
        Duration hold = item.get("for", "0s", HOLD);
        Severity severity = item.get("severity", "warning", SEVERITY);
        boolean enabled = item.get("enabled", "true", ENABLED);
        Map<String, String> labels = labels(item, metric, Map.of());
        if (name.isEmpty() || metric.isEmpty() || op.isEmpty() || threshold.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Rule(name.get(), metric.get(), op.get(), threshold.get(), hold, severity, labels, enabled));
    }

    /** A built-in rule stays about what it is about. */
    private static Rule changed(Section item, Rule builtIn) {
        refuseOther(item, builtIn, item.optional("metric", METRIC), item.optional("op", OP));
        return new Rule(
                builtIn.name(),
                builtIn.metric(),
                builtIn.op(),
                item.optional("threshold", THRESHOLD).orElse(builtIn.threshold()),
                item.optional("for", HOLD).orElse(builtIn.hold()),
                item.optional("severity", SEVERITY).orElse(builtIn.severity()),
                labels(item, Optional.of(builtIn.metric()), builtIn.labels()),
                item.get("enabled", "true", ENABLED));
    }

    private static Map<String, String> labels(Section item, Optional<AlertMetric> metric, Map<String, String> fixed) {
        Section section = item.section("labels");
        Map<String, String> labels = new TreeMap<>(fixed);
        for (String name : section.names()) {
            Optional<String> value = section.required(name, LABEL_VALUE);
            String expected = expected(name, value, metric, fixed);
            if (!expected.isEmpty()) {
                section.refuse(name, value.orElse(""), expected);
            }
            value.ifPresent(text -> labels.put(name, text));
        }
        refuseTooMany(item, labels);
        return labels;
    }

    private static void refuseTooMany(Section item, Map<String, String> labels) {
        if (labels.size() > MOST_LABELS) {
            item.refuse(AlertRules.LABELS, labels.size() + " labels", "at most " + MOST_LABELS);
        }
    }

    /** What a label ought to be; empty where it is that. */
    private static String expected(
            String name, Optional<String> value, Optional<AlertMetric> metric, Map<String, String> fixed) {
        if (NAME.read(name).isEmpty() || name.startsWith("__")) {
            return "a label's name: " + NAME.expected() + ", and not two underscores at its beginning";
        }
        if (OWN_LABELS.contains(name)) {
            return "another name: every alert has alertname, severity and node of its own";
        }
        if (fixed.containsKey(name)) {
            return value.equals(Optional.of(fixed.get(name)))
                    ? ""
                    : fixed.get(name) + ", what the built-in rule is about";
        }
        return metric.flatMap(AlertMetric::dimension)
                .filter(own -> own.label().equals(name))
                .filter(own -> value.isPresent() && !own.known().contains(value.get()))
                .map(own -> "one of " + String.join(", ", own.known()) + ": the label is the metric's own")
                .orElse("");
    }

    private static String plainly(Rule rule) {
        return rule.name() + ": " + rule.condition() + " for " + rule.hold().toSeconds() + "s, "
                + rule.severity().label() + " " + new TreeMap<>(rule.labels())
                + (rule.enabled() ? "" : ", not enabled");
    }
}
