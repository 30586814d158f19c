package dev.crossfade.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.UUIDClock;
import dev.crossfade.config.DualWrite;
import dev.crossfade.config.DualWrite.CategoryPlan;
import dev.crossfade.config.Flags;
import dev.crossfade.config.Flags.AdapterType;
import dev.crossfade.config.Settings.Ingest.StickyKey;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.Route;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RouterTest {
    private static final Category CATEGORY = Category.PERFORMANCE;
    private static final Guards NO_GUARD = Guards.CLOSED;
    private static final Switches ON = new Switches(true, AdapterType.REALTIME, true, Optional.empty());

    /** Everything but the category's plan that routing looks at. */
    private record Switches(
            boolean useAdapter, AdapterType adapterType, boolean dualMode, Optional<Adapter> globalOverride) {}

    @Property(tries = 5_000)
    void followsTheSevenRulesInTheirOrder(
            @ForAll("switches") Switches switches,
            @ForAll("plans") Optional<CategoryPlan> plan,
            @ForAll("guards") Set<Adapter> openGuards,
            @ForAll long low) {
        UUID id = new UUID(7, low);

        Decision decision = router(switches, plan).resolve(CATEGORY, id, "s", guards(openGuards));

        assertThat(decision).isEqualTo(oracle(switches, plan, openGuards, Bucket.of(id.toString())));
    }

    @Property(tries = 2_000)
    void raisingThePercentageOnlyAddsEvents(
            @ForAll @DoubleRange(max = 100) double one,
            @ForAll @DoubleRange(max = 100) double other,
            @ForAll long low) {
        UUID id = new UUID(7, low);

        if (isInside(Math.min(one, other), id)) {
            assertThat(isInside(Math.max(one, other), id)).isTrue();
        }
    }

    @Property(tries = 2_000)
    void isExactAtNoneAndAll(@ForAll long high, @ForAll long low) {
        UUID id = new UUID(high, low);

        assertThat(isInside(0, id)).isFalse();
        assertThat(isInside(100, id)).isTrue();
    }

    @Property(tries = 500)
    void raisingTheShareOfAGuardOnlyAddsEvents(
            @ForAll @DoubleRange(max = 1) double one, @ForAll @DoubleRange(max = 1) double other, @ForAll long low) {
        UUID id = new UUID(7, low);

        if (takesRealtime(Math.min(one, other), id)) {
            assertThat(takesRealtime(Math.max(one, other), id)).isTrue();
        }
        assertThat(takesRealtime(0, id)).isFalse();
        assertThat(takesRealtime(1, id)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Ids.class)
    void aGuardOnProbationLetsItsShareThroughWhateverThePercentageSays(Ids kind) {
        int count = 100_000;
        Router router = router(ON, plan(50, Route.REALTIME));
        for (double share : new double[] {0.1, 0.25, 0.5}) {
            Guards guards = Guards.of(Map.of(Adapter.REALTIME, share));
            Supplier<UUID> ids = kind.generator();
            int inside = 0;
            int through = 0;
            for (int i = 0; i < count; i++) {
                UUID id = ids.get();
                if (router.resolve(CATEGORY, id, "s", NO_GUARD).route() == Route.REALTIME) {
                    inside++;
                    through += router.resolve(CATEGORY, id, "s", guards).route() == Route.REALTIME ? 1 : 0;
                }
            }
            double sigma = Math.sqrt(inside * share * (1 - share));
            assertThat((double) through).isBetween(inside * share - 3 * sigma, inside * share + 3 * sigma);
        }
    }

    @Test
    void whatAGuardKeepsBackGoesOverTheOtherAdapter() {
        Guards none = Guards.of(Map.of(Adapter.REALTIME, 0.0));
        UUID id = new UUID(7, 7);
        Decision alone = router(ON, plan(100, Route.REALTIME)).resolve(CATEGORY, id, "s", none);
        Decision dual = router(ON, plan(100, Route.DUAL)).resolve(CATEGORY, id, "s", none);

        assertThat(alone).isEqualTo(new Decision(Route.WEBSOCKET, Rule.CATEGORY, true));
        assertThat(dual).isEqualTo(new Decision(Route.WEBSOCKET, Rule.CATEGORY, true));
    }

    private static boolean takesRealtime(double share, UUID id) {
        Guards guards = Guards.of(Map.of(Adapter.REALTIME, share));
        return router(ON, plan(100, Route.REALTIME))
                        .resolve(CATEGORY, id, "s", guards)
                        .route()
                == Route.REALTIME;
    }

    @ParameterizedTest
    @CsvSource({"0.5, 50", "0.01, 1", "0.07, 7", "0.29, 29", "1.1, 110", "33.33, 3333", "99.99, 9999", "0.001, 1"})
    void takesFractionsOfAPercentageExactly(double percentage, int buckets) {
        Random random = new Random(7);
        Router router = router(ON, plan(percentage, Route.REALTIME));
        for (int i = 0; i < 50_000; i++) {
            UUID id = new UUID(random.nextLong(), random.nextLong());
            boolean inside = router.resolve(CATEGORY, id, "s", NO_GUARD).rule() == Rule.CATEGORY;
            assertThat(inside).isEqualTo(Bucket.of(id.toString()) < buckets);
        }
    }

    @ParameterizedTest
    @EnumSource(Ids.class)
    void takesItsShareOfEveryKindOfId(Ids kind) {
        int count = 100_000;
        for (double percentage : new double[] {0.5, 1, 10, 50, 90}) {
            Router router = router(ON, plan(percentage, Route.REALTIME));
            Supplier<UUID> ids = kind.generator();
            int inside = 0;
            for (int i = 0; i < count; i++) {
                inside += router.resolve(CATEGORY, ids.get(), "s", NO_GUARD).rule() == Rule.CATEGORY ? 1 : 0;
            }
            double share = percentage / 100;
            double sigma = Math.sqrt(count * share * (1 - share));
            assertThat((double) inside).isBetween(count * share - 3 * sigma, count * share + 3 * sigma);
        }
    }

    @Property(tries = 1_000)
    void samplingDropsNoEvent(@ForAll @DoubleRange(max = 100) double percentage, @ForAll long low) {
        Router router = router(ON, plan(percentage, Route.REALTIME));

        Decision decision = router.resolve(CATEGORY, new UUID(7, low), "s", NO_GUARD);

        assertThat(decision.route()).isIn(Route.REALTIME, Route.WEBSOCKET);
    }

    @Test
    void takesTheBucketFromTheSourceWhereToldTo() {
        DualWrite dualWrite = dualWrite(Optional.empty(), plan(50, Route.REALTIME));
        Router router = Router.of(flags(ON), dualWrite, StickyKey.SOURCE);
        for (int i = 0; i < 100; i++) {
            String source = "service-" + i;
            Decision decision = router.resolve(CATEGORY, new UUID(i, i), source, NO_GUARD);
            assertThat(decision.route() == Route.REALTIME).isEqualTo(Bucket.of(source) < 5_000);
        }
    }

    @Test
    void persistsUnlessTheCategorySaysOtherwise() {
        CategoryPlan fleeting = new CategoryPlan(false, 0, Route.NONE, false);

        assertThat(router(ON, Optional.of(fleeting)).persists(CATEGORY)).isFalse();
        assertThat(router(ON, plan(100, Route.NONE)).persists(CATEGORY)).isTrue();
        assertThat(router(ON, Optional.empty()).persists(CATEGORY)).isTrue();
    }

    /** A millisecond every tenth time it is asked, so that the ids are the same in every run. */
    private static final class CountingClock extends UUIDClock {
        private long asked;

        @Override
        public long currentTimeMillis() {
            return 1_763_704_800_000L + asked++ / 10;
        }
    }

    /** Kinds of ids that publishers use. */
    enum Ids {
        RANDOM,
        BY_TIME,
        COUNTING;

        Supplier<UUID> generator() {
            Random random = new Random(42);
            return switch (this) {
                case RANDOM -> Generators.randomBasedGenerator(random)::generate;
                case BY_TIME -> Generators.timeBasedEpochGenerator(random, new CountingClock())::generate;
                case COUNTING ->
                    new Supplier<>() {
                        private long next;

                        @Override
                        public UUID get() {
                            return new UUID(0, next++);
                        }
                    };
            };
        }
    }

    /** The rules as they are told to users, one after the other. */
    private static Decision oracle(
            Switches switches, Optional<CategoryPlan> plan, Set<Adapter> openGuards, int bucket) {
        Decision decision = oracleWithoutGuards(switches, plan, bucket);
        Set<Adapter> left = EnumSet.noneOf(Adapter.class);
        left.addAll(decision.route().adapters());
        left.removeAll(openGuards);
        if (left.isEmpty() && decision.route() != Route.NONE && openGuards.size() == 1) {
            left.addAll(EnumSet.complementOf(EnumSet.copyOf(openGuards)));
        }
        Route guarded = left.isEmpty() ? decision.route() : Route.of(left);
        return new Decision(guarded, decision.rule(), guarded != decision.route());
    }

    private static Decision oracleWithoutGuards(Switches switches, Optional<CategoryPlan> plan, int bucket) {
        if (switches.globalOverride.isPresent()) {
            return new Decision(Route.only(switches.globalOverride.get()), Rule.GLOBAL_OVERRIDE, false);
        } else if (!switches.useAdapter) {
            return new Decision(Route.WEBSOCKET, Rule.USE_ADAPTER_OFF, false);
        } else if (!switches.dualMode && switches.adapterType == AdapterType.WEBSOCKET) {
            return new Decision(Route.WEBSOCKET, Rule.SINGLE_ADAPTER, false);
        } else if (!switches.dualMode && switches.adapterType == AdapterType.REALTIME) {
            return new Decision(Route.REALTIME, Rule.SINGLE_ADAPTER, false);
        } else if (plan.isEmpty() || !plan.get().enabled()) {
            return new Decision(Route.WEBSOCKET, Rule.CATEGORY_DISABLED, false);
        } else if (plan.get().adapters().adapters().isEmpty()) {
            return new Decision(Route.NONE, Rule.SUPPRESSED, false);
        } else if (bucket < plan.get().percentage() * 100) {
            return new Decision(plan.get().adapters(), Rule.CATEGORY, false);
        }
        return new Decision(Route.WEBSOCKET, Rule.OUTSIDE_PERCENTAGE, false);
    }

    @Provide
    Arbitrary<Switches> switches() {
        Arbitrary<Optional<Adapter>> override = Arbitraries.of(
                Optional.empty(), Optional.empty(), Optional.of(Adapter.WEBSOCKET), Optional.of(Adapter.REALTIME));
        return Combinators.combine(
                        Arbitraries.of(true, true, false),
                        Arbitraries.of(AdapterType.class),
                        Arbitraries.of(true, false),
                        override)
                .as(Switches::new);
    }

    @Provide
    Arbitrary<Optional<CategoryPlan>> plans() {
        return Combinators.combine(
                        Arbitraries.of(true, true, false),
                        Arbitraries.of(0.0, 0.5, 25.0, 50.0, 75.0, 100.0),
                        Arbitraries.of(Route.class))
                .as((enabled, percentage, route) -> new CategoryPlan(enabled, percentage, route, true))
                .optional();
    }

    @Provide
    Arbitrary<Set<Adapter>> guards() {
        return Arbitraries.of(Adapter.class).set();
    }

    private static Guards guards(Set<Adapter> open) {
        Map<Adapter, Double> shares = new EnumMap<>(Adapter.class);
        open.forEach(adapter -> shares.put(adapter, 0.0));
        return Guards.of(shares);
    }

    private static boolean isInside(double percentage, UUID id) {
        Router router = router(ON, plan(percentage, Route.REALTIME));
        return router.resolve(CATEGORY, id, "s", NO_GUARD).rule() == Rule.CATEGORY;
    }

    private static Optional<CategoryPlan> plan(double percentage, Route adapters) {
        return Optional.of(new CategoryPlan(true, percentage, adapters, true));
    }

    private static Router router(Switches switches, Optional<CategoryPlan> plan) {
        return Router.of(flags(switches), dualWrite(switches.globalOverride, plan), StickyKey.ID);
    }

    private static DualWrite dualWrite(Optional<Adapter> globalOverride, Optional<CategoryPlan> plan) {
        return new DualWrite(
                plan.map(present -> Map.of(CATEGORY, present)).orElse(Map.of()),
                globalOverride,
                Map.of(),
                new DualWrite.CircuitBreaker(true, 0.05, Duration.ofSeconds(30), 2));
    }

    private static Flags flags(Switches switches) {
        return new Flags(
                switches.useAdapter,
                switches.adapterType,
                switches.dualMode,
                true,
                false,
                Duration.ofMinutes(5),
                true,
                1000,
                Duration.ofSeconds(5));
    }
}
