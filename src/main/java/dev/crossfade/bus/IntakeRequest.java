package dev.crossfade.bus;

/**
 * A body of events from a publisher.
 *
 * @param body UTF-8; given away: the sender does not touch it again
 */
public record IntakeRequest(Format format, byte[] body) {
    /** How the body holds its events. */
    public enum Format {
        /** One JSON object or an array of them. */
        JSON,
        /** One JSON object a line; blank lines do not count. */
        NDJSON
    }
}
