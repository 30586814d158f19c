package dev.crossfade.alert;

import dev.crossfade.bus.Alert;
import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertState;
import dev.crossfade.config.AlertMetric;
import dev.crossfade.config.Alerts.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One figure that one rule is about, and the state that this makes.
 *
 * <p>A figure that is absent makes no alert: a pending one begins anew. One that fires goes on for {@link #ABSENCE}, since
 * silence is not the end of a trouble, and then resolves.
 */
final class Watch {
    /** As long as Alertmanager waits before it takes silence for the end. */
    static final Duration ABSENCE = Duration.ofMinutes(5);

    private final Map<String, String> figure;
    private Rule rule;
    private AlertState state = AlertState.INACTIVE;
    private Instant since;
    private Instant lastKnown;
    private OptionalDouble value = OptionalDouble.empty();
    private AlertChanged fired;

    /** @param figure labels of the figure */
    Watch(Rule rule, Map<String, String> figure, Instant now) {
        this.rule = rule;
        this.figure = figure;
        this.since = now;
        this.lastKnown = now;
    }

    /** One that has been firing since an earlier start; empty where the rule asks something else now. */
    static Optional<Watch> firing(Rule rule, AlertChanged fired, Instant now) {
        Map<String, String> figure = rule.metric()
                .dimension()
                .map(AlertMetric.Dimension::label)
                .filter(fired.labels()::containsKey)
                .map(own -> Map.of(own, fired.labels().get(own)))
                .orElse(Map.of());
        Watch watch = new Watch(rule, figure, now);
        boolean same = rule.severity() == fired.severity()
                && watch.labels().equals(fired.labels())
                && withoutThreshold(rule.condition()).equals(withoutThreshold(fired.condition()));
        watch.state = AlertState.FIRING;
        watch.since = fired.since();
        watch.fired = fired;
        return same ? Optional.of(watch) : Optional.empty();
    }

    private static String withoutThreshold(String condition) {
        return condition.substring(0, Math.max(0, condition.lastIndexOf(' ')));
    }

    /** That an alert is over whose rule is gone. */
    static AlertChanged resolved(AlertChanged fired, Instant at) {
        return new AlertChanged(
                UUID.randomUUID(),
                fired.name(),
                false,
                fired.severity(),
                fired.labels(),
                OptionalDouble.empty(),
                fired.threshold(),
                fired.condition(),
                fired.since(),
                at);
    }

    /**
     * Takes the figure of this moment.
     *
     * @param known empty where it is absent
     * @return what has changed, if anything that others should hear of
     */
    Optional<AlertChanged> see(Rule now, OptionalDouble known, Instant at) {
        rule = now;
        value = known;
        if (known.isPresent()) {
            lastKnown = at;
        }
        boolean holds = known.isPresent() && rule.holds(known.getAsDouble());
        return switch (state) {
            case INACTIVE -> holds ? begin(at) : Optional.empty();
            case PENDING -> pending(holds, at);
            case FIRING -> isOver(holds, at) ? end(at) : Optional.empty();
        };
    }

    /** The rule is gone, or asks something else. */
    Optional<AlertChanged> giveUp(Instant at) {
        value = OptionalDouble.empty();
        return state == AlertState.FIRING ? end(at) : Optional.empty();
    }

    private Optional<AlertChanged> begin(Instant at) {
        become(AlertState.PENDING, at);
        return pending(true, at);
    }

    private Optional<AlertChanged> pending(boolean holds, Instant at) {
        if (!holds) {
            become(AlertState.INACTIVE, at);
            return Optional.empty();
        }
        if (Duration.between(since, at).compareTo(rule.hold()) < 0) {
            return Optional.empty();
        }
        become(AlertState.FIRING, at);
        fired = changed(true, at, at);
        return Optional.of(fired);
    }

    private boolean isOver(boolean holds, Instant at) {
        boolean silent = value.isEmpty();
        return silent ? Duration.between(lastKnown, at).compareTo(ABSENCE) >= 0 : !holds;
    }

    private Optional<AlertChanged> end(Instant at) {
        Instant began = since;
        become(AlertState.INACTIVE, at);
        fired = null;
        return Optional.of(changed(false, began, at));
    }

    private void become(AlertState next, Instant at) {
        state = next;
        since = at;
    }

    private AlertChanged changed(boolean firing, Instant began, Instant at) {
        return new AlertChanged(
                UUID.randomUUID(),
                rule.name(),
                firing,
                rule.severity(),
                labels(),
                value,
                rule.threshold(),
                rule.condition(),
                began,
                at);
    }

    Map<String, String> figure() {
        return figure;
    }

    /** That it fires, where it does. */
    Optional<AlertChanged> fired() {
        return Optional.ofNullable(fired);
    }

    Alert alert() {
        return new Alert(
                rule.name(), state, rule.severity(), since, value, rule.threshold(), labels(), rule.condition());
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>(rule.labels());
        labels.putAll(figure);
        return Map.copyOf(labels);
    }
}
