package dev.crossfade.routing;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Route;
import java.util.Set;

/**
 * Where an event goes, and why.
 *
 * @param rule what decided the adapters
 * @param guarded whether an open guard then changed them
 */
public record Decision(Route route, Rule rule, boolean guarded) {

    /**
     * This decision while guards are open: their adapters leave, and if none is left the event goes to the other one.
     *
     * <p>With both guards open the decision stands: neither path is the better one, and no guard may drop an event. A
     * route without adapters stays without.
     */
    Decision under(Set<Adapter> openGuards) {
        if (openGuards.size() == Adapter.values().length || route == Route.NONE) {
            return this;
        }
        Route left = route;
        for (Adapter open : openGuards) {
            left = left == Route.only(open) ? Route.only(open.other()) : left.without(open);
        }
        return left == route ? this : new Decision(left, rule, true);
    }
}
