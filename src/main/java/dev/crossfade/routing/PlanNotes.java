package dev.crossfade.routing;

import dev.crossfade.config.DualWrite.CategoryPlan;
import dev.crossfade.event.Route;
import java.util.ArrayList;
import java.util.List;

/** Says in words why what is set for a category has no effect, or not the one that it seems to have. */
public final class PlanNotes {
    private PlanNotes() {}

    /**
     * Notes for people; none where the category goes as it says.
     *
     * @param inForce what came of all settings
     * @param wanted what is set for the category
     */
    public static List<String> of(Router.Plan inForce, CategoryPlan wanted) {
        List<String> notes = new ArrayList<>();
        switch (inForce.rule()) {
            case GLOBAL_OVERRIDE -> notes.add("global_override is set: it decides the route of every event");
            case USE_ADAPTER_OFF -> notes.add("MONITORING_USE_ADAPTER is false: every event goes to websocket");
            case SINGLE_ADAPTER ->
                notes.add("MONITORING_DUAL_MODE is false: every event goes to the adapter of MONITORING_ADAPTER_TYPE");
            default -> {
                if (wanted.enabled() && wanted.adapters() == Route.WEBSOCKET) {
                    notes.add("adapters is websocket alone: the percentage makes no difference");
                }
            }
        }
        if (!wanted.enabled()) {
            notes.add("enabled is false: its events go to websocket, whatever percentage and adapters say");
        }
        if (wanted.adapters() == Route.NONE) {
            notes.add("has no adapters: "
                    + (wanted.enabled() ? CategoryPlan.UNDELIVERED : "enabled alone delivers nothing"));
        } else if (wanted.enabled() && wanted.percentage() == 0) {
            notes.add("percentage is 0: its events go to websocket");
        }
        return List.copyOf(notes);
    }
}
