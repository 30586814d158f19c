package dev.crossfade.bus;

import dev.crossfade.bus.GuardObserved.Guarded;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.routing.Guards;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What the guard last said, as one verticle knows it; all closed as long as it has said nothing. Belongs to that verticle's context. */
public final class CurrentGuard {
    private static final Guarded CLOSED =
            new Guarded(GuardState.CLOSED, 1, false, OptionalDouble.empty(), OptionalDouble.empty(), 0, "");

    private GuardObserved newest = new GuardObserved(Map.of(), Map.of(), Instant.EPOCH);
    private Guards guards = Guards.CLOSED;

    /** Keeps up with all that is said from now on, on the context of the caller. */
    public void follow(Vertx vertx) {
        Topics.GUARD_OBSERVED.listen(vertx, this::told);
    }

    /** Takes what was said. */
    public void told(GuardObserved observed) {
        newest = observed;
        Map<Adapter, Double> shares = new EnumMap<>(Adapter.class);
        observed.adapters().forEach((adapter, guarded) -> shares.put(adapter, guarded.share()));
        guards = Guards.of(shares);
    }

    public Guarded of(Adapter adapter) {
        return newest.adapters().getOrDefault(adapter, CLOSED);
    }

    /** What routing asks. */
    public Guards guards() {
        return guards;
    }

    /** Categories that are set back to {@code websocket}, with the reason. */
    public Map<Category, String> rolledBack() {
        return newest.rolledBack();
    }
}
