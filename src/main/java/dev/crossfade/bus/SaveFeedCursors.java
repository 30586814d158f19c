package dev.crossfade.bus;

import java.util.List;

/** Remembers up to where clients have been served; a later word replaces an earlier one. */
public record SaveFeedCursors(List<FeedCursor> cursors) {}
