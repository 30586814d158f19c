package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import java.util.List;
import java.util.Map;

/**
 * What a restart must not forget.
 *
 * @param firing alerts that fire
 * @param waiting changes that receivers have not taken yet, by their names
 */
record KeptAlerts(List<AlertChanged> firing, Map<String, List<AlertChanged>> waiting) {
    static final KeptAlerts NOTHING = new KeptAlerts(List.of(), Map.of());

    KeptAlerts {
        firing = List.copyOf(firing);
        waiting = Map.copyOf(waiting);
    }
}
