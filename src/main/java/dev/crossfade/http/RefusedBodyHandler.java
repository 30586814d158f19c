package dev.crossfade.http;

import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.Refusal;
import dev.crossfade.bus.Topics;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** Tells, once each, of bodies of events that are refused before the intake sees them; the intake tells of the others. */
final class RefusedBodyHandler {
    private static final String HANDED_ON = "crossfade.handed-on";
    private static final Map<Integer, Refusal> REASONS = Map.of(
            400, Refusal.UNREADABLE,
            413, Refusal.TOO_LARGE,
            415, Refusal.UNREADABLE,
            503, Refusal.OVERLOADED);

    private RefusedBodyHandler() {}

    /** Watches a request that is to bring events, from before anything of it is looked at but its key. */
    static void watch(RoutingContext ctx) {
        ctx.addEndHandler(ended -> tell(ctx));
    }

    /** From here on the intake tells what becomes of this request. */
    static void handOn(RoutingContext ctx) {
        ctx.put(HANDED_ON, true);
    }

    private static void tell(RoutingContext ctx) {
        Refusal reason = REASONS.get(ctx.response().getStatusCode());
        if (reason != null && ctx.get(HANDED_ON) == null) {
            Topics.INTAKE_OBSERVED.publish(ctx.vertx(), IntakeObserved.refused(reason, 1));
        }
    }
}
