package dev.crossfade.bus;

import java.util.OptionalLong;

/** Up to where a client has been served; empty where nothing is known of it. */
public record KnownFeedCursor(OptionalLong position) {}
