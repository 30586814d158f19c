package dev.crossfade.bus;

/** What a circuit breaker does with the next operation. */
public enum BreakerState {
    /** It is let through. */
    CLOSED("closed"),
    /** It is turned away. */
    OPEN("open"),
    /** It is let through alone, as a probe; the others are turned away. */
    HALF_OPEN("half_open");

    private final String label;

    BreakerState(String label) {
        this.label = label;
    }

    /** The name that users see. */
    public String label() {
        return label;
    }
}
