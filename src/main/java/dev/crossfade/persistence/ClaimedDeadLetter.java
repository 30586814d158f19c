package dev.crossfade.persistence;

/**
 * A dead letter that nobody else retries until the lease is over.
 *
 * @param claim shown with the outcome, which counts only while no later claim was given
 * @param payload JSON text in ASCII: the whole event
 * @param retryCount retries that were refused so far
 */
record ClaimedDeadLetter(long id, long claim, String payload, int retryCount) {}
