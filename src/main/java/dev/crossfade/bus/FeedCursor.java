package dev.crossfade.bus;

/**
 * Up to where a client has surely been served.
 *
 * @param key the name that the client gave itself
 * @param channel the topic of the channel
 * @param position everything of the channel up to here has reached it
 */
public record FeedCursor(String key, String channel, long position) {}
