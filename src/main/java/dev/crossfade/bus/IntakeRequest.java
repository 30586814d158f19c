package dev.crossfade.bus;

/**
 * A body of events from a publisher.
 *
 * @param body UTF-8; given away: the sender does not touch it again
 * @param whole whether one event that is refused refuses all: nothing is taken then
 */
public record IntakeRequest(Format format, byte[] body, boolean whole) {
    /** A body whose events are taken or refused each on its own. */
    public IntakeRequest(Format format, byte[] body) {
        this(format, body, false);
    }

    /** How the body holds its events. */
    public enum Format {
        /** One JSON object or an array of them. */
        JSON,
        /** One JSON object a line; blank lines do not count. */
        NDJSON
    }
}
