package dev.crossfade.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.testkit.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guard of {@code realtime} under the defaults: 5 %, 150 ms times 2, tried again after 30 s. */
final class GuardTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int FAST = 20;
    private static final int SLOW = 400;

    private final MovableClock clock = new MovableClock();
    private final Guard guard = new Guard(Adapter.REALTIME, new SteadyTime(clock), limits("{}"));
    private final List<Change> changes = new ArrayList<>();
    private long compared;
    private long missing;

    @Test
    void anAdapterThatDoesWellStaysIn() {
        seconds(120, 100, 0, FAST);

        assertThat(changes).isEmpty();
        assertThat(guard.observed().state()).isEqualTo(GuardState.CLOSED);
        assertThat(guard.observed().share()).isEqualTo(1);
        assertThat(guard.observed().degraded()).isFalse();
        assertThat(guard.observed().errorRate()).hasValue(0);
        assertThat(guard.observed().p95Millis().orElseThrow()).isBetween(19.0, 21.0);
    }

    @Test
    void tooManyFailuresTripItWithTheirFigures() {
        seconds(2, 100, 6, FAST);
        assertThat(changes).isEmpty();
        seconds(1, 100, 6, FAST);

        assertTrip("18 of 300 deliveries failed in 30 s: 6 %, limit 5 %");
    }

    @Test
    void asManyFailuresAsTheLimitSaysDoNot() {
        seconds(60, 100, 5, FAST);

        assertThat(changes).isEmpty();
    }

    @Test
    void aLatencyOverTheMultipleOfTheLimitTripsItWithinOneWindow() {
        seconds(5, 100, 0, FAST);
        for (int second = 0; second < DeliveryWindow.SECONDS && changes.isEmpty(); second++) {
            seconds(1, 100, 0, SLOW);
        }

        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).reason())
                .startsWith("the 95th percentile of the latency of ")
                .endsWith(" ms, limit 300 ms");
        assertThat(guard.observed().share()).isZero();
    }

    @Test
    void aLatencyBetweenTheTwoLimitsIsSaidAndTripsNothing() {
        seconds(60, 100, 0, 200);

        assertThat(changes).isEmpty();
        assertThat(guard.observed().degraded()).isTrue();
    }

    @Test
    void aPauseThatDelaysAllThatCameMeanwhileTripsNothing() {
        seconds(10, 5, 0, FAST);
        seconds(2, 50, 0, SLOW);
        seconds(60, 5, 0, FAST);

        assertThat(changes).isEmpty();
    }

    @Test
    void ofManyClientsOneThatIsSlowOrGoneTripsNothing() {
        for (int second = 0; second < 60; second++) {
            // Of 30 clients one is not sent its events, and another's fail again and again.
            observe(2_900, 100, 100, 29, 20);
        }
        assertThat(changes).isEmpty();
    }

    @Test
    void theOnlyClientMayGoWithAllThatWasOnItsWay() {
        seconds(1, 500, 500, FAST);
        seconds(60, 0, 0, FAST);

        assertThat(changes).isEmpty();
    }

    @Test
    void tooFewDeliveriesSayNothing() {
        seconds(19, 1, 1, SLOW);

        assertThat(changes).isEmpty();
        assertThat(guard.observed().errorRate()).isEmpty();
        assertThat(guard.observed().p95Millis()).isEmpty();
    }

    @Test
    void aMismatchOverTheLimitOfItsCategoryTripsIt() {
        compare(1_000, 0);
        compare(100, 1);
        assertThat(changes).isEmpty();
        compare(50, 1);

        assertTrip(
                "2 of 150 compared events of critical were missing or changed over realtime in 300 s: 1.33 %, limit 1 %");
        assertThat(changes.get(0).mismatch()).contains(Category.CRITICAL);
    }

    @Test
    void tooFewComparisonsTripNothing() {
        compare(0, 0);
        compare(19, 19);

        assertThat(changes).isEmpty();
    }

    @Test
    void whatWasComparedBeforeTheGuardListenedIsNotHeldAgainstIt() {
        compare(1_000, 500);
        compare(100, 0);

        assertThat(changes).isEmpty();
    }

    @Test
    void whatWebsocketDidNotDeliverIsNotHeldAgainstRealtime() {
        guard.compared(parity(figures(0, Map.of())));
        guard.compared(parity(figures(100, Map.of(Adapter.WEBSOCKET, 50L))));

        assertThat(guard.look()).isEmpty();
    }

    @Test
    void parityThatCountsAnewTripsNothing() {
        compare(1_000, 0);
        compared = 0;
        missing = 0;
        compare(40, 40);

        assertThat(changes).isEmpty();
    }

    @Test
    void itComesBackStepByStepWhenItDoesWell() {
        trip();
        seconds(29, 0, 0, FAST);
        assertThat(changes).isEmpty();
        seconds(40, 10, 0, FAST);

        assertThat(changes).extracting(Change::share).containsExactly(0.1, 0.25, 0.5, 1.0);
        assertThat(changes).extracting(Change::isOfState).containsExactly(true, false, false, true);
        assertThat(changes.get(0).now()).isEqualTo(GuardState.PROBING);
        assertThat(changes.get(3).now()).isEqualTo(GuardState.CLOSED);
        assertThat(guard.observed().reason()).isEmpty();
        assertThat(guard.observed().trips()).isEqualTo(1);
    }

    @Test
    void inAQuietSystemItComesBackTooAndTakesLonger() {
        trip();
        seconds(30, 0, 0, FAST);
        assertThat(guard.observed().state()).isEqualTo(GuardState.PROBING);
        seconds(89, 0, 0, FAST);
        assertThat(guard.observed().state()).isEqualTo(GuardState.PROBING);
        seconds(1, 0, 0, FAST);

        assertThat(guard.observed().state()).isEqualTo(GuardState.CLOSED);
        assertThat(changes.get(1).reason()).isEqualTo("only 0 deliveries in 30 s, which say nothing against it");
    }

    @Test
    void inAQuietSystemAFewBadDeliveriesKeepItOnProbation() {
        trip();
        seconds(30, 0, 0, FAST);
        for (int turn = 0; turn < 20; turn++) {
            seconds(1, 1, 0, SLOW);
            seconds(14, 0, 0, FAST);
        }
        assertThat(guard.observed().state()).isEqualTo(GuardState.PROBING);
        assertThat(guard.observed().share()).isEqualTo(0.1);

        seconds(120, 0, 0, FAST);
        assertThat(guard.observed().state()).isEqualTo(GuardState.CLOSED);
    }

    @Test
    void aBadProbeTripsItAgainForTwiceAsLongUpToTenMinutes() {
        trip();
        List<Integer> waits = new ArrayList<>();
        for (int probe = 0; probe < 8; probe++) {
            waits.add(secondsUntil(GuardState.PROBING, 0));
            secondsUntil(GuardState.OPEN, SLOW);
        }

        assertThat(waits).containsExactly(30, 60, 120, 240, 480, 600, 600, 600);
        assertThat(guard.observed().trips()).isEqualTo(9);
    }

    @Test
    void onceItWasBackTheNextTripWaitsNoLongerThanTheFirst() {
        trip();
        secondsUntil(GuardState.PROBING, 0);
        secondsUntil(GuardState.OPEN, SLOW);
        secondsUntil(GuardState.CLOSED, FAST);
        secondsUntil(GuardState.OPEN, SLOW);

        assertThat(secondsUntil(GuardState.PROBING, 0)).isEqualTo(30);
    }

    @Test
    void whatWasObservedBeforeATripDoesNotTripItAfterRecovery() {
        compare(0, 0);
        seconds(2, 1_000, 0, SLOW);
        compare(1_000, 900);
        changes.clear();
        // What was on its way before comes late, and parity's totals stay what they are.
        seconds(29, 1_000, 500, SLOW);
        compare(100, 100);
        seconds(40, 10, 0, FAST);

        assertThat(guard.observed().state()).isEqualTo(GuardState.CLOSED);
        assertThat(guard.observed().trips()).isEqualTo(1);
    }

    @Test
    void whatIsFoundMissingOnlyAfterTheFirstProbesMayBeFromBeforeTheTrip() {
        compare(0, 0);
        compare(1_000, 100);
        assertTrip("100 of 1000 compared events of critical were missing or changed over realtime in 300 s: 10 %,"
                + " limit 1 %");
        seconds(30, 0, 0, FAST);
        assertThat(guard.observed().state()).isEqualTo(GuardState.PROBING);
        compare(50, 30);
        assertThat(guard.observed().state()).isEqualTo(GuardState.PROBING);
        seconds(5, 0, 0, FAST);
        compare(50, 30);

        assertThat(guard.observed().state()).isEqualTo(GuardState.OPEN);
    }

    @Test
    void switchedOffItTripsNothingAndSaysAllTheSameThatItIsDegraded() {
        guard.follow(limits("dual_write: {circuit_breaker_enabled: false}"));
        seconds(10, 100, 50, SLOW);

        assertThat(changes).isEmpty();
        assertThat(guard.observed().degraded()).isTrue();
        assertThat(guard.observed().share()).isEqualTo(1);
    }

    @Test
    void switchedOffWhileItIsOpenItCloses() {
        trip();
        guard.follow(limits("dual_write: {circuit_breaker_enabled: false}"));
        seconds(1, 0, 0, FAST);

        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).now()).isEqualTo(GuardState.CLOSED);
        assertThat(changes.get(0).reason()).isEqualTo("dual_write.circuit_breaker_enabled is false");
    }

    @Test
    void newLimitsHoldAtOnce() {
        seconds(10, 100, 0, SLOW);
        changes.clear();
        Guard patient = new Guard(Adapter.REALTIME, new SteadyTime(clock), limits("{}"));
        patient.follow(limits("dual_write: {circuit_breaker_latency_multiplier: 10}"));
        for (int second = 0; second < 10; second++) {
            clock.pass(SECOND);
            patient.delivered(delivery(100, 0, 0, 100, SLOW));
            assertThat(patient.look()).isEmpty();
        }
        patient.follow(limits("{}"));

        assertThat(patient.look()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 3_600, 86_400 * 365})
    void aClockThatGoesBackNeitherTripsNorKeepsItOut(long back) {
        seconds(10, 100, 0, FAST);
        clock.pass(Duration.ofSeconds(-back));
        seconds(10, 100, 0, FAST);
        assertThat(changes).isEmpty();
        trip();
        clock.pass(Duration.ofSeconds(-back));

        assertThat(secondsUntil(GuardState.PROBING, 0)).isBetween(29, 31);
    }

    private void trip() {
        secondsUntil(GuardState.OPEN, SLOW);
        changes.clear();
    }

    /** How long it takes; with deliveries of that latency, or none. */
    private int secondsUntil(GuardState state, int millis) {
        for (int second = 1; second <= 1_000; second++) {
            seconds(1, millis == 0 ? 0 : 50, 0, millis);
            if (guard.observed().state() == state) {
                return second;
            }
        }
        throw new AssertionError("never " + state);
    }

    private void assertTrip(String reason) {
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).isTrip()).isTrue();
        assertThat(changes.get(0).reason()).isEqualTo(reason);
        assertThat(guard.observed().state()).isEqualTo(GuardState.OPEN);
        assertThat(guard.observed().share()).isZero();
        assertThat(guard.observed().reason()).isEqualTo(reason);
        assertThat(guard.observed().trips()).isEqualTo(1);
    }

    private void seconds(int count, int deliveries, int failures, int millis) {
        for (int second = 0; second < count; second++) {
            observe(deliveries, 0, failures, deliveries, millis);
        }
    }

    private void observe(int deliveries, int skipped, int failures, int events, int millis) {
        clock.pass(SECOND);
        guard.delivered(delivery(deliveries, skipped, failures, events, millis));
        guard.look().ifPresent(changes::add);
    }

    private static DeliveryObserved delivery(int deliveries, int skipped, int failures, int events, int millis) {
        Histogram latency = new Histogram(2);
        latency.recordValueWithCount(millis * 1_000L, events);
        return new DeliveryObserved(
                Adapter.REALTIME,
                "one",
                1,
                events,
                deliveries,
                skipped,
                failures,
                skipped,
                events == 0 ? Map.of() : Map.of(Category.SYSTEM, latency));
    }

    /** So many more compared, so many of them missing. */
    private void compare(long more, long moreMissing) {
        clock.pass(SECOND);
        compared += more;
        missing += moreMissing;
        guard.compared(parity(figures(compared, Map.of(Adapter.REALTIME, missing))));
        guard.look().ifPresent(changes::add);
    }

    private static ParityFigures figures(long compared, Map<Adapter, Long> missing) {
        long matched =
                compared - missing.values().stream().mapToLong(Long::longValue).sum();
        return new ParityFigures(compared, matched, 0, missing, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private ParityObserved parity(ParityFigures critical) {
        return new ParityObserved(
                Map.of(Category.CRITICAL, critical),
                critical,
                Map.of(),
                Duration.ofMinutes(5),
                Map.of(),
                clock.instant());
    }

    private static Limits limits(String yaml) {
        return Limits.of(TestSettings.yaml(yaml), Adapter.REALTIME);
    }
}
