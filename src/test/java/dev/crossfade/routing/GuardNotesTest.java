package dev.crossfade.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Route;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardNotesTest {
    private static final Guards REALTIME_OUT = Guards.of(Map.of(Adapter.REALTIME, 0.0));

    @Test
    void aRouteThatNoGuardTakesFromHasNone() {
        assertThat(GuardNotes.of(Route.DUAL, Guards.CLOSED)).isEmpty();
        assertThat(GuardNotes.of(Route.WEBSOCKET, REALTIME_OUT)).isEmpty();
        assertThat(GuardNotes.of(Route.NONE, REALTIME_OUT)).isEmpty();
    }

    @Test
    void anAdapterThatIsOutIsSaidWithTheOneThatGetsItsEvents() {
        assertThat(GuardNotes.of(Route.DUAL, REALTIME_OUT))
                .containsExactly(
                        "the guard has taken realtime out for now: what it does not get goes over websocket alone");
        assertThat(GuardNotes.of(Route.REALTIME, REALTIME_OUT))
                .containsExactly(
                        "the guard has taken realtime out for now: what it does not get goes over websocket instead");
    }

    @Test
    void oneOnProbationIsSaidWithItsShare() {
        assertThat(GuardNotes.of(Route.WEBSOCKET, Guards.of(Map.of(Adapter.WEBSOCKET, 0.25))))
                .containsExactly(
                        "the guard lets websocket have 25 % of its events for now: what it does not get goes over"
                                + " realtime instead");
    }

    @Test
    void whereBothAreHeldBackNoneIsPromisedToTakeTheRest() {
        Guards both = Guards.of(Map.of(Adapter.WEBSOCKET, 0.1, Adapter.REALTIME, 0.0));
        assertThat(GuardNotes.of(Route.DUAL, both))
                .containsExactly(
                        "the guard lets websocket have 10 % of its events for now",
                        "the guard has taken realtime out for now");
    }

    @Test
    void ofACategoryItIsSaidWhatAPartOfItsEventsIsToGoOver() {
        Guards websocketOut = Guards.of(Map.of(Adapter.WEBSOCKET, 0.0));
        assertThat(GuardNotes.of(plan(Route.REALTIME, 0), REALTIME_OUT)).isEmpty();
        assertThat(GuardNotes.of(plan(Route.REALTIME, 50), REALTIME_OUT)).hasSize(1);
        assertThat(GuardNotes.of(plan(Route.REALTIME, 50), websocketOut)).hasSize(1);
        assertThat(GuardNotes.of(plan(Route.DUAL, 50), websocketOut)).hasSize(1);
        assertThat(GuardNotes.of(plan(Route.DUAL, 0), websocketOut)).hasSize(1);
        assertThat(GuardNotes.of(plan(Route.REALTIME, 100), websocketOut)).isEmpty();
    }

    private static Router.Plan plan(Route route, double percentage) {
        return new Router.Plan(route, percentage, Rule.CATEGORY);
    }
}
