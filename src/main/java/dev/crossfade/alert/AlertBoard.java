package dev.crossfade.alert;

import dev.crossfade.bus.Alert;
import dev.crossfade.bus.AlertChanged;
import dev.crossfade.config.AlertMetric;
import dev.crossfade.config.Alerts.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The states of all alerts: rules held against figures, time and again. What a rule asks may not change under an alert: a
 * rule with another metric, comparison, severity or label is another rule, while threshold and time may change. Belongs to
 * one thread.
 */
final class AlertBoard {
    private Map<String, Entry> entries = new LinkedHashMap<>();
    /** What fired in an earlier start by rules that are gone; to be told once. */
    private final List<AlertChanged> gone = new ArrayList<>();

    /** Goes on with what fired in an earlier start, before anything is held against anything. */
    void restore(List<AlertChanged> firing, List<Rule> rules, Instant now) {
        for (AlertChanged fired : firing) {
            Optional<Rule> rule = rules.stream()
                    .filter(one -> one.name().equals(fired.name()))
                    .findFirst();
            Optional<Watch> watch = rule.flatMap(one -> Watch.firing(one, fired, now));
            watch.ifPresentOrElse(
                    known -> entries.computeIfAbsent(fired.name(), first -> new Entry(rule.orElseThrow(), now))
                            .watches
                            .put(known.figure(), known),
                    () -> gone.add(fired));
        }
    }

    /**
     * Holds the rules against the figures of this moment.
     *
     * @param rules those in force; no two have the same name
     * @return what has changed, in the order of the rules, rules that are gone first
     */
    List<AlertChanged> evaluate(List<Rule> rules, Function<AlertMetric, List<Figure>> figures, Instant now) {
        List<AlertChanged> changes = new ArrayList<>();
        gone.forEach(fired -> changes.add(Watch.resolved(fired, now)));
        gone.clear();
        Map<String, Entry> next = new LinkedHashMap<>();
        for (Rule rule : rules) {
            Entry known = entries.get(rule.name());
            boolean goesOn = known != null && asksTheSame(known.rule, rule);
            next.put(rule.name(), goesOn ? entries.remove(rule.name()) : new Entry(rule, now));
        }
        entries.values().forEach(gone -> gone.giveUp(now, changes));
        entries = next;
        rules.forEach(rule -> next.get(rule.name()).see(rule, figures.apply(rule.metric()), now, changes));
        return changes;
    }

    /** Every alert there is: of each rule at least one. */
    List<Alert> alerts() {
        return entries.values().stream().flatMap(Entry::alerts).toList();
    }

    /** Of each alert that fires, that it began to. */
    List<AlertChanged> firing() {
        return entries.values().stream()
                .flatMap(entry -> entry.watches.values().stream())
                .flatMap(watch -> watch.fired().stream())
                .toList();
    }

    private static boolean asksTheSame(Rule one, Rule other) {
        return one.metric() == other.metric()
                && one.op() == other.op()
                && one.severity() == other.severity()
                && one.labels().equals(other.labels());
    }

    /** A rule, and the figures that it has been held against. */
    private static final class Entry {
        private final Watch unknown;
        private final Map<Map<String, String>, Watch> watches = new LinkedHashMap<>();
        private Rule rule;

        Entry(Rule rule, Instant now) {
            this.rule = rule;
            this.unknown = new Watch(rule, Map.of(), now);
        }

        void see(Rule now, List<Figure> figures, Instant at, List<AlertChanged> changes) {
            rule = now;
            unknown.see(now, OptionalDouble.empty(), at);
            Map<Map<String, String>, Double> known = new LinkedHashMap<>();
            figures.stream()
                    .filter(figure -> now.isAbout(figure.labels()))
                    .forEach(figure -> known.put(figure.labels(), figure.value()));
            known.keySet().forEach(labels -> watches.computeIfAbsent(labels, fresh -> new Watch(now, labels, at)));
            for (Watch watch : watches.values()) {
                Double value = known.get(watch.figure());
                OptionalDouble seen = value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
                watch.see(now, seen, at).ifPresent(changes::add);
            }
        }

        void giveUp(Instant at, List<AlertChanged> changes) {
            watches.values().forEach(watch -> watch.giveUp(at).ifPresent(changes::add));
        }

        Stream<Alert> alerts() {
            return (watches.isEmpty() ? Stream.of(unknown) : watches.values().stream()).map(Watch::alert);
        }
    }
}
