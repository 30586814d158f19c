package dev.crossfade.config;

import dev.crossfade.config.DualWrite.AdapterHealth;
import dev.crossfade.config.DualWrite.CategoryPlan;
import dev.crossfade.config.DualWrite.CircuitBreaker;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.Route;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads the sections {@code dual_write} and {@code guard}: which adapters each category goes to, the override, the guard's limits. */
final class DualWriteReader {
    private static final Kind<Double> RATIO = Kind.decimal(0, 1);
    private static final Kind<Adapter> OVERRIDE =
            Kind.of("websocket_only, realtime_only or null for none", text -> switch (text) {
                case "websocket_only" -> Optional.of(Adapter.WEBSOCKET);
                case "realtime_only" -> Optional.of(Adapter.REALTIME);
                default -> Optional.empty();
            });
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLISECOND = 1e6;

    private DualWriteReader() {}

    static DualWrite read(Section dualWrite) {
        return new DualWrite(
                categories(dualWrite.section("categories")),
                dualWrite.optional("global_override", OVERRIDE),
                adapterHealth(dualWrite.section("adapter_health")),
                new CircuitBreaker(
                        dualWrite.get("circuit_breaker_enabled", "true", Kind.truth()),
                        dualWrite.get("circuit_breaker_failure_threshold", "0.05", RATIO),
                        dualWrite.get(
                                "circuit_breaker_recovery_time_s",
                                "30",
                                Kind.decimal(0.001, 86_400).map(s -> span(s, NANOS_PER_SECOND))),
                        dualWrite.get("circuit_breaker_latency_multiplier", "2.0", Kind.decimal(1, 1000))));
    }

    static Settings.Guard guard(Section guard) {
        return new Settings.Guard(
                guard.get("rollback_trips", "3", Kind.whole(0, 100)),
                guard.get("rollback_window", "10m", Kind.duration("1s", "1d")));
    }

    /** Says which categories are delivered to nobody. */
    static void notice(DualWrite dualWrite, Layers layers) {
        dualWrite.categories().forEach((category, plan) -> {
            if (plan.enabled() && plan.adapters() == Route.NONE) {
                layers.notice(
                        "dual_write.categories." + category.label() + " has no adapters: " + CategoryPlan.UNDELIVERED);
            }
        });
    }

    private static Map<Category, CategoryPlan> categories(Section categories) {
        Map<Category, CategoryPlan> plans = new EnumMap<>(Category.class);
        plans.put(Category.CRITICAL, plan(categories, Category.CRITICAL, "true", "100", Route.DUAL));
        plans.put(Category.PERFORMANCE, plan(categories, Category.PERFORMANCE, "true", "50", Route.WEBSOCKET));
        plans.put(Category.USER_ACTIVITY, plan(categories, Category.USER_ACTIVITY, "false", "0", Route.REALTIME));
        plans.put(Category.SYSTEM, plan(categories, Category.SYSTEM, "true", "100", Route.DUAL));
        plans.put(Category.DEBUG, plan(categories, Category.DEBUG, "false", "0", Route.NONE));
        return Map.copyOf(plans);
    }

    private static CategoryPlan plan(
            Section categories, Category category, String enabled, String percentage, Route adapters) {
        Section section = categories.section(category.label());
        return new CategoryPlan(
                section.get("enabled", enabled, Kind.truth()),
                section.get("percentage", percentage, Kind.decimal(0, 100)),
                Route.of(section.distinct("adapters", adapters.adapters(), Kind.oneOf(Adapter.class))),
                section.get("persist", "true", Kind.truth()));
    }

    private static Map<Adapter, AdapterHealth> adapterHealth(Section health) {
        return Map.of(
                Adapter.WEBSOCKET, limits(health.section("websocket"), "200"),
                Adapter.REALTIME, limits(health.section("realtime"), "150"));
    }

    private static AdapterHealth limits(Section adapter, String latencyMs) {
        return new AdapterHealth(
                adapter.get("error_threshold", "0.05", RATIO),
                adapter.get(
                        "latency_threshold_ms",
                        latencyMs,
                        Kind.decimal(0.001, 600_000).map(ms -> span(ms, NANOS_PER_MILLISECOND))));
    }

    private static Duration span(double count, double nanos) {
        return Duration.ofNanos(Math.round(count * nanos));
    }
}
