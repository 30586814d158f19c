package dev.crossfade.bus;

/**
 * Asks for rows of the realtime adapter in the order of their positions.
 *
 * @param after the position behind which to begin
 * @param upTo the last position that is asked for; what is not read yet comes with a later question
 * @param limit most rows, 1 to {@value #MOST_ROWS}
 */
public record FeedQuery(long after, long upTo, int limit) {
    /** More than that are never answered at once. */
    public static final int MOST_ROWS = 2000;
}
