package dev.crossfade.bus;

import java.time.Duration;
import java.util.Optional;

/**
 * Delete the dead letters that are recovered or have failed.
 *
 * @param olderThan only those for which that is so long ago; the configured time where empty
 */
public record CleanUpDeadLetters(Optional<Duration> olderThan) {}
