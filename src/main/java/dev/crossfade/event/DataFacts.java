package dev.crossfade.event;

/**
 * What classification wants to know of an event's {@code data}: some of its top-level members.
 *
 * @param level text of {@code level}; empty where it is no text
 * @param severity text of {@code severity}; empty where it is no text
 * @param status text of {@code status}; empty where it is no text
 * @param failure whether {@code error} or {@code exception} is there and not null
 * @param measurement whether {@code metrics} or {@code performance} is there and not null
 */
public record DataFacts(String level, String severity, String status, boolean failure, boolean measurement) {
    /** The facts of empty data. */
    public static final DataFacts NONE = new DataFacts("", "", "", false, false);
}
