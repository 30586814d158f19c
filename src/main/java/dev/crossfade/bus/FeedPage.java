package dev.crossfade.bus;

import java.util.List;

/**
 * An answer to {@link FeedQuery}: every row of the realtime adapter behind the position asked for, up to {@code upTo}.
 *
 * @param rows in the order of their positions; shorter than asked for where they are large
 * @param upTo everything up to here is in the answer; where that is short of what was asked for there is more
 * @param dropped positions up to this one may be gone, since their days are past retention
 */
public record FeedPage(List<FeedRow> rows, long upTo, long dropped) {}
