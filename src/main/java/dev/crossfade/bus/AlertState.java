package dev.crossfade.bus;

import java.util.Locale;

/** How it stands with one alert. */
public enum AlertState {
    /** Its condition does not hold, or nothing is known of its figure. */
    INACTIVE,
    /** Its condition holds, but not for long enough yet. */
    PENDING,
    /** Its condition has held for as long as the rule says. */
    FIRING;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name that users see. */
    public String label() {
        return label;
    }
}
