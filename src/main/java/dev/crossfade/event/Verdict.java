package dev.crossfade.event;

/** What validation said of an event. The event log keeps it, so that who counts can do so from the log alone. */
public enum Verdict {
    /** It breaks no rule. */
    PASSED,
    /** It breaks one or more, which {@code metadata.validation} tells, and was kept. */
    FLAWED,
    /** Validation was switched off. */
    NOT_JUDGED
}
