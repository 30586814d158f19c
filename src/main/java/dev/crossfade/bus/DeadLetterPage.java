package dev.crossfade.bus;

import java.util.List;

/**
 * A page of dead letters, newest first; shorter than its limit where they are large.
 *
 * @param more whether the query has more behind the last of these
 */
public record DeadLetterPage(List<StoredDeadLetter> letters, boolean more, DeadLetterStatistics statistics) {}
