package dev.crossfade.routing;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Route;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Says in words what the guard takes out of a route for the time being. */
public final class GuardNotes {
    private GuardNotes() {}

    /** Notes for people on a category's events, inside its percentage and outside. */
    public static List<String> of(Router.Plan plan, Guards guards) {
        List<String> notes = new ArrayList<>();
        if (plan.percentage() > 0) {
            notes.addAll(of(plan.route(), guards));
        }
        boolean outsideToo = plan.percentage() < Guards.ALL_PERCENT;
        if (outsideToo && !(plan.percentage() > 0 && plan.route().includes(Adapter.WEBSOCKET))) {
            notes.addAll(of(Route.WEBSOCKET, guards));
        }
        return List.copyOf(notes);
    }

    /** Notes for people; none where every adapter of the route gets all that is its. */
    public static List<String> of(Route route, Guards guards) {
        return route.adapters().stream()
                .filter(adapter -> guards.percentOf(adapter) < Guards.ALL_PERCENT)
                .map(adapter -> note(route, adapter, guards))
                .toList();
    }

    private static String note(Route route, Adapter adapter, Guards guards) {
        Adapter other = adapter == Adapter.WEBSOCKET ? Adapter.REALTIME : Adapter.WEBSOCKET;
        double percent = guards.percentOf(adapter);
        String share = percent == 0
                ? "the guard has taken %s out for now".formatted(adapter.label())
                : "the guard lets %s have %s %% of its events for now".formatted(adapter.label(), whole(percent));
        if (guards.percentOf(other) < Guards.ALL_PERCENT) {
            return share;
        }
        return share + ": what it does not get goes over " + other.label()
                + (route.includes(other) ? " alone" : " instead");
    }

    /** 25 rather than 25.0. */
    private static String whole(double percent) {
        return BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString();
    }
}
