package dev.crossfade.http;

import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.ConfigQuery;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.SettingValue;
import dev.crossfade.config.Settings.Auth.Role;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.EventTime;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code GET /health/flags}: whether what is written is what is in force, and what is wrong where it is not. Belongs to
 * the context of its server.
 */
final class ConfigHealthHandler implements Handler<RoutingContext> {
    private final CurrentSettings current;
    private final Clock clock;
    private Optional<ConfigObserved> observed = Optional.empty();

    ConfigHealthHandler(CurrentSettings current, Clock clock) {
        this.current = current;
        this.clock = clock;
    }

    /** Done when it knows how the configuration is doing, or nobody says; then it is told. */
    Future<Void> start(Vertx vertx) {
        Topics.CONFIG_OBSERVED.listen(vertx, told -> observed = Optional.of(told));
        return Endpoints.CONFIG
                .ask(vertx, new ConfigQuery())
                .onSuccess(now -> observed = Optional.of(observed.orElse(now)))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    @Override
    public void handle(RoutingContext ctx) {
        JsonArray issues = new JsonArray();
        observed.ifPresent(seen -> {
            rejected(seen, issues);
            waitForRestart(seen, issues);
            unaudited(seen, issues);
            unwritten(seen, issues);
        });
        SettingsSnapshot snapshot = current.snapshot();
        ctx.json(new JsonObject()
                .put("health", issues.isEmpty() ? "healthy" : "degraded")
                .put("issues", issues)
                .put("flags", FlagsHandler.values(snapshot))
                .put("version", snapshot.version())
                .put("since", EventTime.text(snapshot.since()))
                .put("overrides", observed.map(ConfigHealthHandler::overrides).orElseGet(JsonArray::new))
                .put("may_change", AccessHandler.mayAlso(ctx, Role.ADMIN))
                .put("timestamp", EventTime.text(clock.instant())));
    }

    /** The same in short, and without any value: everybody may ask for this. */
    JsonObject component() {
        String problem = observed.map(ConfigHealthHandler::problem).orElse("");
        return new JsonObject()
                .put("status", problem.isEmpty() ? "up" : "degraded")
                .put("problem", problem.isEmpty() ? "" : problem + "; /health/flags says more");
    }

    /** Who has set what aside from the file, and why. */
    private static JsonArray overrides(ConfigObserved seen) {
        JsonArray overrides = new JsonArray();
        new TreeMap<>(seen.overrides())
                .forEach((key, entry) -> overrides.add(new JsonObject()
                        .put("key", key)
                        .put("value", AuditRowJson.json(entry.value()))
                        .put("actor", entry.actor())
                        .put("reason", entry.reason())
                        .put("at", EventTime.text(entry.at()))));
        return overrides;
    }

    private static String problem(ConfigObserved seen) {
        if (!seen.rejected().isEmpty()) {
            return "the configuration as it is written now was rejected, and the last good one is in force";
        }
        if (!seen.needsRestart().isEmpty()) {
            return "a change waits for a restart";
        }
        if (seen.unwritten()) {
            return "what is in force cannot be written to the data directory";
        }
        return seen.unaudited() > 0 ? "changes wait for their audit rows to be kept" : "";
    }

    private static void rejected(ConfigObserved seen, JsonArray issues) {
        String since = seen.rejectedSince().map(EventTime::text).orElse(null);
        String when = since == null ? "" : " since " + since;
        seen.rejected()
                .forEach(problem -> issues.add(issue(
                                "rejected",
                                problem.path(),
                                problem.value(),
                                problem.expected(),
                                "rejected" + when + ": expected " + problem.expected()
                                        + "; the last good configuration stays in force")
                        .put("since", since)));
    }

    private static void waitForRestart(ConfigObserved seen, JsonArray issues) {
        seen.needsRestart()
                .forEach(key -> issues.add(issue(
                        "needs_restart",
                        key,
                        text(seen.inForce().values().get(key)),
                        "a restart",
                        "the value shown is in force until the restart that the new one needs")));
    }

    private static void unaudited(ConfigObserved seen, JsonArray issues) {
        if (seen.unaudited() > 0) {
            issues.add(issue(
                    "unaudited",
                    "audit",
                    Integer.toString(seen.unaudited()),
                    "0",
                    "so many changes are in force whose audit rows are not in the event log yet"));
        }
    }

    private static void unwritten(ConfigObserved seen, JsonArray issues) {
        if (seen.unwritten()) {
            issues.add(issue(
                    "unwritten",
                    "data directory",
                    "not written",
                    "a data directory that takes it",
                    "what is in force could not be written to the data directory, so overrides of other nodes and audit"
                            + " rows may be lost by a kill; overrides are refused until it can be"));
        }
    }

    private static String text(SettingValue value) {
        return value == null ? "" : String.valueOf(value.value());
    }

    private static JsonObject issue(String kind, String path, String value, String expected, String message) {
        return new JsonObject()
                .put("kind", kind)
                .put("path", path)
                .put("value", value)
                .put("expected", expected)
                .put("message", message);
    }
}
