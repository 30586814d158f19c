package dev.crossfade.routing;

import java.util.Locale;

/** The rule that decided an event's adapters, in the order in which the rules are tried. */
public enum Rule {
    GLOBAL_OVERRIDE,
    USE_ADAPTER_OFF,
    SINGLE_ADAPTER,
    CATEGORY_DISABLED,
    SUPPRESSED,
    CATEGORY,
    OUTSIDE_PERCENTAGE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name as it is shown to operators, in lower case. */
    public String label() {
        return label;
    }
}
