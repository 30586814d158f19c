package dev.crossfade.http;

import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.config.AlertRules;
import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingValue;
import dev.crossfade.config.Settings;
import dev.crossfade.routing.Guards;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Answers a wish for other settings; with the version in force as the {@code ETag}, where it is known. */
final class SettingsReplyWriter {
    private static final int PRECONDITION_FAILED = 412;
    private static final int UNPROCESSABLE = 422;
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_SECONDS = 5;

    private SettingsReplyWriter() {}

    /** Answers what became of a reading of the configuration. */
    static void write(RoutingContext ctx, SettingsReply reply) {
        if (reply instanceof SettingsReply.Invalid invalid) {
            List<FieldError> errors = errors(invalid.problems(), UnaryOperator.identity());
            HistoryHandler.refuse(ctx, UNPROCESSABLE, inShort(errors) + "; nothing has changed", errors);
        } else {
            write(ctx, reply, UnaryOperator.identity(), done -> answer(ctx, done, changed(done)));
        }
    }

    private static String inShort(List<FieldError> errors) {
        return errors.size() == 1
                ? errors.get(0).field() + " " + errors.get(0).message()
                : "the configuration as it is written was rejected, see errors";
    }

    /**
     * Answers what became of an override; of a category or an alert rule what it is then, and why it may have no effect.
     *
     * @param guards of the moment
     */
    static void write(RoutingContext ctx, SettingsReply reply, OverrideTarget thing, Guards guards) {
        write(ctx, reply, thing::memberOf, done -> {
            Settings settings = done.snapshot().settings();
            JsonObject body =
                    changed(done).put("old", values(thing, done, true)).put("new", values(thing, done, false));
            thing.category().ifPresent(category -> body.mergeIn(RoutingJson.plan(settings, category, guards)));
            if (thing.isEmergency()) {
                body.mergeIn(RoutingJson.emergency(settings, guards));
            }
            thing.alertRule().ifPresent(name -> body.mergeIn(AlertRuleJson.plan(done.snapshot(), name)));
            answer(ctx, done, body);
        });
    }

    /**
     * Answers where nothing came into force.
     *
     * @param fieldOf the member of the body that a key was set by
     * @param inForce answers the rest
     */
    static void write(
            RoutingContext ctx,
            SettingsReply reply,
            UnaryOperator<String> fieldOf,
            Consumer<SettingsReply.InForce> inForce) {
        if (reply instanceof SettingsReply.InForce done) {
            inForce.accept(done);
        } else if (reply instanceof SettingsReply.Invalid invalid) {
            HistoryHandler.refuse(
                    ctx,
                    UNPROCESSABLE,
                    "the settings would break a rule, and stay as they are; see errors",
                    errors(invalid.problems(), fieldOf));
        } else if (reply instanceof SettingsReply.OtherVersion other) {
            refuseVersion(ctx, other.inForce());
        } else if (reply instanceof SettingsReply.NotKept lost) {
            ctx.fail(HttpProblem.retryable(UNAVAILABLE, lost.reason(), RETRY_SECONDS));
        }
    }

    /** Answers that another version is in force than the client knows. */
    static void refuseVersion(RoutingContext ctx, long inForce) {
        tag(ctx, inForce);
        ProblemHandler.write(
                ctx,
                HttpProblem.of(PRECONDITION_FAILED, "version " + inForce + " is in force; nothing has changed"),
                new JsonObject().put("version", inForce));
    }

    static void tag(RoutingContext ctx, long version) {
        ctx.response().putHeader(HttpHeaders.ETAG, EntityTags.of(version));
    }

    /** The changes as JSON. */
    static JsonArray changes(List<SettingChange> changes) {
        JsonArray list = new JsonArray();
        changes.forEach(change -> list.add(new JsonObject()
                .put("key", change.key())
                .put("old", AuditRowJson.json(change.before()))
                .put("new", AuditRowJson.json(change.now()))
                .put("source", change.layer().label())));
        return list;
    }

    private static void answer(RoutingContext ctx, SettingsReply.InForce done, JsonObject body) {
        tag(ctx, done.snapshot().version());
        ctx.json(body);
    }

    private static JsonObject changed(SettingsReply.InForce done) {
        return new JsonObject()
                .put("version", done.snapshot().version())
                .put("changes", changes(done.changes()))
                .put("needs_restart", new JsonArray(done.needsRestart()));
    }

    private static Object values(OverrideTarget thing, SettingsReply.InForce done, boolean before) {
        JsonObject values = new JsonObject();
        thing.paths()
                .forEach((member, path) ->
                        values.put(member, AlertRuleJson.shown(thing.shapes().get(member), value(done, path, before))));
        return thing.isSingle() ? values.getValue(OverrideTarget.VALUE) : values;
    }

    private static Object value(SettingsReply.InForce done, String path, boolean before) {
        for (SettingChange change : done.changes()) {
            if (change.key().equals(path)) {
                return before ? change.before() : change.now();
            }
        }
        SettingValue known = done.snapshot().values().get(path);
        return known == null ? AlertRules.valueOf(done.snapshot().settings().alerts(), path) : known.value();
    }

    private static List<FieldError> errors(List<Problem> problems, UnaryOperator<String> fieldOf) {
        return problems.stream()
                .map(problem -> new FieldError(
                        fieldOf.apply(problem.path()), "is " + problem.value() + "; expected " + problem.expected()))
                .toList();
    }
}
