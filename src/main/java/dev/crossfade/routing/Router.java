package dev.crossfade.routing;

import dev.crossfade.config.DualWrite;
import dev.crossfade.config.DualWrite.CategoryPlan;
import dev.crossfade.config.Flags;
import dev.crossfade.config.Settings.Ingest.StickyKey;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.Route;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;

/**
 * Decides the route of each event under one snapshot of the settings. Immutable; for use by any thread.
 *
 * <p>All that the settings say is worked out once per category; per event there is a look-up, and the event's bucket
 * where a percentage lies between 0 and 100.
 */
public final class Router {
    private static final Route LEGACY = Route.WEBSOCKET;
    private static final int BUCKETS_PER_PERCENT = Bucket.COUNT / 100;

    private final Map<Category, Lane> lanes = new EnumMap<>(Category.class);
    private final StickyKey stickyKey;

    /**
     * A category's events.
     *
     * @param inside for events in the buckets below {@code buckets}
     * @param outside for the rest
     */
    private record Lane(Guarded inside, Guarded outside, int buckets, boolean persist) {}

    /** One decision, and what it becomes for an event that the one adapter or the other may not take. */
    private record Guarded(Decision none, Decision websocket, Decision realtime) {
        static Guarded of(Decision decision) {
            return new Guarded(
                    decision,
                    decision.under(EnumSet.of(Adapter.WEBSOCKET)),
                    decision.under(EnumSet.of(Adapter.REALTIME)));
        }

        Decision under(Guards guards, UUID id) {
            if (guards.areClosed()) {
                return none;
            }
            boolean websocketTakesIt = guards.admit(Adapter.WEBSOCKET, id);
            if (websocketTakesIt == guards.admit(Adapter.REALTIME, id)) {
                return none;
            }
            return websocketTakesIt ? realtime : websocket;
        }
    }

    /**
     * Where a category's events go.
     *
     * @param route of the events inside the percentage
     * @param percentage 0 to 100; the rest takes the legacy path
     * @param rule that decided it
     */
    public record Plan(Route route, double percentage, Rule rule) {}

    private Router(StickyKey stickyKey) {
        this.stickyKey = stickyKey;
    }

    /** The router of these settings. */
    public static Router of(Flags flags, DualWrite dualWrite, StickyKey stickyKey) {
        Router router = new Router(stickyKey);
        for (Category category : Category.values()) {
            router.lanes.put(category, lane(flags, dualWrite, category));
        }
        return router;
    }

    /**
     * Decides one event.
     *
     * @param id the event's
     * @param source the event's; the bucket is taken from either, as the settings say
     * @param guards what share of the events each adapter may take now
     */
    public Decision resolve(Category category, UUID id, String source, Guards guards) {
        Lane lane = lanes.get(category);
        return (isInside(lane, id, source) ? lane.inside : lane.outside).under(guards, id);
    }

    /** What is planned for a category while no guard is open. */
    public Plan plan(Category category) {
        Lane lane = lanes.get(category);
        Decision inside = lane.inside.none;
        return new Plan(inside.route(), (double) lane.buckets / BUCKETS_PER_PERCENT, inside.rule());
    }

    /** Whether events of the category are stored. */
    public boolean persists(Category category) {
        return lanes.get(category).persist;
    }

    private boolean isInside(Lane lane, UUID id, String source) {
        if (lane.buckets == 0 || lane.buckets == Bucket.COUNT) {
            return lane.buckets == Bucket.COUNT;
        }
        return Bucket.of(stickyKey == StickyKey.ID ? id.toString() : source) < lane.buckets;
    }

    private static Lane lane(Flags flags, DualWrite dualWrite, Category category) {
        CategoryPlan plan = dualWrite.categories().get(category);
        boolean persist = plan == null || plan.persist();
        Decision inside = inside(flags, dualWrite, plan);
        if (inside.rule() != Rule.CATEGORY) {
            Guarded all = Guarded.of(inside);
            return new Lane(all, all, Bucket.COUNT, persist);
        }
        Decision outside = new Decision(LEGACY, Rule.OUTSIDE_PERCENTAGE, false);
        return new Lane(Guarded.of(inside), Guarded.of(outside), buckets(plan.percentage()), persist);
    }

    /** The first rule that applies to an event inside the percentage. */
    private static Decision inside(Flags flags, DualWrite dualWrite, CategoryPlan plan) {
        if (dualWrite.globalOverride().isPresent()) {
            return decision(Route.only(dualWrite.globalOverride().get()), Rule.GLOBAL_OVERRIDE);
        }
        if (!flags.useAdapter()) {
            return decision(LEGACY, Rule.USE_ADAPTER_OFF);
        }
        if (!flags.dualMode() && flags.adapterType() != Flags.AdapterType.DUAL) {
            boolean websocket = flags.adapterType() == Flags.AdapterType.WEBSOCKET;
            return decision(websocket ? Route.WEBSOCKET : Route.REALTIME, Rule.SINGLE_ADAPTER);
        }
        if (plan == null || !plan.enabled()) {
            return decision(LEGACY, Rule.CATEGORY_DISABLED);
        }
        return plan.adapters() == Route.NONE
                ? decision(Route.NONE, Rule.SUPPRESSED)
                : decision(plan.adapters(), Rule.CATEGORY);
    }

    private static Decision decision(Route route, Rule rule) {
        return new Decision(route, rule, false);
    }

    /** How many buckets lie inside; in decimals, since 0.07 × 100 as doubles is more than 7. */
    private static int buckets(double percentage) {
        int buckets = BigDecimal.valueOf(percentage)
                .movePointRight(2)
                .setScale(0, RoundingMode.CEILING)
                .intValue();
        return Math.max(0, Math.min(Bucket.COUNT, buckets));
    }
}
