package dev.crossfade.bus;

/**
 * How far the stored events reach.
 *
 * @param newest every event up to this position is committed, and none will come below it
 * @param dropped positions up to this one may be gone, since their days are past retention; 0 before any was dropped
 */
public record FeedPosition(long newest, long dropped) {}
