package dev.crossfade.persistence;

/**
 * An event that the database refuses for good, and why.
 *
 * @param node the node whose event log it is in
 * @param sequenceId its place in that log
 * @param payload the event's JSON; any other text is kept too, as one JSON string
 * @param sqlState of the refusal
 * @param reason of the refusal, for an operator
 */
record DeadLetter(String node, long sequenceId, String payload, String sqlState, String reason) {}
