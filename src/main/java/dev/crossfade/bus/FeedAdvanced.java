package dev.crossfade.bus;

/**
 * The feed has been read up to a position.
 *
 * @param position of the last row read, or of one behind it that the realtime adapter does not carry
 * @param dropped as in {@link FeedPosition}
 */
public record FeedAdvanced(long position, long dropped) {}
