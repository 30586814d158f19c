package dev.crossfade.http;

import dev.crossfade.config.DualWrite;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.Route;
import dev.crossfade.routing.GuardNotes;
import dev.crossfade.routing.Guards;
import dev.crossfade.routing.PlanNotes;
import dev.crossfade.routing.Router;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The dual-write configuration in force, in the shape it is configured in, and the plan that comes of it. */
final class RoutingJson {
    private static final int NANOS_PER_SECOND = 9;
    private static final int NANOS_PER_MILLISECOND = 6;

    private RoutingJson() {}

    static JsonObject of(Settings settings) {
        return new JsonObject()
                .put("dual_write", dualWrite(settings.dualWrite()))
                .put("plan", plan(settings));
    }

    private static JsonObject dualWrite(DualWrite dualWrite) {
        JsonObject categories = new JsonObject();
        new TreeMap<>(dualWrite.categories())
                .forEach((category, plan) -> categories.put(category.label(), categoryPlan(plan)));
        JsonObject health = new JsonObject();
        new TreeMap<>(dualWrite.adapterHealth())
                .forEach((adapter, limits) -> health.put(adapter.label(), limits(limits)));
        DualWrite.CircuitBreaker breaker = dualWrite.circuitBreaker();
        return new JsonObject()
                .put("categories", categories)
                .put(
                        "global_override",
                        dualWrite.globalOverride().map(RoutingJson::override).orElse(null))
                .put("adapter_health", health)
                .put("circuit_breaker_enabled", breaker.enabled())
                .put("circuit_breaker_failure_threshold", breaker.failureThreshold())
                .put("circuit_breaker_recovery_time_s", number(breaker.recoveryTime(), NANOS_PER_SECOND))
                .put("circuit_breaker_latency_multiplier", breaker.latencyMultiplier());
    }

    private static String override(Adapter adapter) {
        return adapter.label() + "_only";
    }

    private static JsonObject categoryPlan(DualWrite.CategoryPlan plan) {
        return new JsonObject()
                .put("enabled", plan.enabled())
                .put("percentage", number(BigDecimal.valueOf(plan.percentage())))
                .put("adapters", plan.adapters().labels())
                .put("persist", plan.persist());
    }

    private static JsonObject limits(DualWrite.AdapterHealth limits) {
        return new JsonObject()
                .put("error_threshold", limits.errorThreshold())
                .put("latency_threshold_ms", number(limits.latencyThreshold(), NANOS_PER_MILLISECOND));
    }

    private static Number number(Duration time, int decimals) {
        return number(BigDecimal.valueOf(time.toNanos(), decimals));
    }

    /** Whole where it is whole: 50, not 50.0. */
    private static Number number(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        return plain.scale() <= 0 ? (Number) plain.longValueExact() : (Number) plain.doubleValue();
    }

    private static JsonObject plan(Settings settings) {
        Router router = router(settings);
        JsonObject plan = new JsonObject();
        for (Category category : Category.values()) {
            plan.put(category.label(), plan(router.plan(category)));
        }
        return plan;
    }

    private static Router router(Settings settings) {
        return Router.of(
                settings.flags(), settings.dualWrite(), settings.ingest().stickyKey());
    }

    private static JsonObject plan(Router.Plan inForce) {
        return new JsonObject()
                .put("adapters", inForce.route().labels())
                .put("percentage", number(BigDecimal.valueOf(inForce.percentage())))
                .put("rule", inForce.rule().label());
    }

    /** The plan of one category, and why that may be another than it seems. */
    static JsonObject plan(Settings settings, Category category, Guards guards) {
        Router.Plan inForce = router(settings).plan(category);
        DualWrite.CategoryPlan wanted = settings.dualWrite().categories().get(category);
        List<String> notes = new ArrayList<>(PlanNotes.of(inForce, wanted));
        notes.addAll(GuardNotes.of(inForce, guards));
        return new JsonObject().put("plan", plan(inForce)).put("notes", new JsonArray(notes));
    }

    /** Why the emergency override, where it is set, does not have all the effect that it should. */
    static JsonObject emergency(Settings settings, Guards guards) {
        List<String> notes = settings.dualWrite()
                .globalOverride()
                .map(adapter -> GuardNotes.of(Route.only(adapter), guards))
                .orElse(List.of());
        return new JsonObject().put("notes", new JsonArray(notes));
    }
}
