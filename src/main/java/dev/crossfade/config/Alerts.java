package dev.crossfade.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What raises an alert, and who is told.
 *
 * @param rules the built-in ones, as they were changed, and then the configured ones; no two have the same name
 * @param receivers no two have the same name
 * @param keep how long it is kept when alerts began to fire and resolved
 */
public record Alerts(List<Rule> rules, List<Receiver> receivers, Duration keep) {
    public Alerts {
        rules = List.copyOf(rules);
        receivers = List.copyOf(receivers);
    }

    /** The rules that may raise something. */
    public List<Rule> enabledRules() {
        return rules.stream().filter(Rule::enabled).toList();
    }

    /**
     * When an alert is raised.
     *
     * @param hold how long the condition must hold without a break
     * @param labels what the alerts carry besides; one that is the metric's own picks the figure that it is about
     * @param enabled otherwise it raises nothing
     */
    public record Rule(
            String name,
            AlertMetric metric,
            Comparison op,
            double threshold,
            Duration hold,
            Severity severity,
            Map<String, String> labels,
            boolean enabled) {
        public Rule {
            labels = Map.copyOf(labels);
        }

        /** One that is enabled. */
        public Rule(
                String name,
                AlertMetric metric,
                Comparison op,
                double threshold,
                Duration hold,
                Severity severity,
                Map<String, String> labels) {
            this(name, metric, op, threshold, hold, severity, labels, true);
        }

        /** Whether the rule says something about the figure with these labels. */
        public boolean isAbout(Map<String, String> figure) {
            return figure.entrySet().stream().allMatch(label -> labels.getOrDefault(label.getKey(), label.getValue())
                    .equals(label.getValue()));
        }

        public boolean holds(double value) {
            return op.holds(value, threshold);
        }

        /** What must be the case, for people: {@code delivery_p95_ms{adapter="realtime"} > 500}. */
        public String condition() {
            String picked = new TreeMap<>(labels)
                    .entrySet().stream()
                            .filter(label -> metric.dimension()
                                    .filter(own -> own.label().equals(label.getKey()))
                                    .isPresent())
                            .map(label -> "{" + label.getKey() + "=\"" + label.getValue() + "\"}")
                            .collect(Collectors.joining());
            return metric.label() + picked + " " + op.sign() + " " + PlainValue.of(threshold);
        }
    }

    /** How a figure is held against the threshold. */
    public enum Comparison {
        MORE(">"),
        AT_LEAST(">="),
        LESS("<"),
        AT_MOST("<="),
        EQUAL("=="),
        DIFFERENT("!=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        static Optional<Comparison> of(String sign) {
            return Stream.of(values()).filter(op -> op.sign.equals(sign)).findFirst();
        }

        boolean holds(double value, double threshold) {
            int order = Double.compare(value, threshold);
            return switch (this) {
                case MORE -> order > 0;
                case AT_LEAST -> order >= 0;
                case LESS -> order < 0;
                case AT_MOST -> order <= 0;
                case EQUAL -> order == 0;
                case DIFFERENT -> order != 0;
            };
        }
    }

    /** How bad an alert is. */
    public enum Severity {
        CRITICAL,
        WARNING,
        INFO;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The name that users see. */
        public String label() {
            return label;
        }
    }

    /**
     * Who is told of alerts.
     *
     * @param url absolute, http or https
     * @param hmacKeyEnv the environment variable with the key that bodies are signed with
     */
    public record Receiver(String name, Type type, URI url, Optional<String> hmacKeyEnv) {
        /** What is spoken there. */
        public enum Type {
            /** A POST with all alerts that have changed. */
            WEBHOOK,
            /** Alertmanager's API, version 2. */
            ALERTMANAGER;

            private final String label = name().toLowerCase(Locale.ROOT);

            /** The name that users see. */
            public String label() {
                return label;
            }
        }

        /** Leaves out the path and the query, since they may hold a secret. */
        @Override
        public String toString() {
            return name + " (" + type.label() + ") " + url.getScheme() + "://" + url.getRawAuthority();
        }
    }
}
