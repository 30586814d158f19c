package dev.crossfade.bus;

import java.util.OptionalInt;

/**
 * What is going on at the moment.
 *
 * @param acceptedPerSecond events, over the last minute
 * @param sources that there have been since the start, at most 1,000 and one that stands for the rest
 * @param activeSources those that sent something in the last five minutes
 * @param healthScore 0 to 100: the share, in percent, of the events of the last five minutes that are not critical; empty
 *     where there were none
 * @param activeSessions that have begun, have not ended, and were heard of in the last 30 minutes
 * @param sessions that began since the start
 */
public record Activity(
        double acceptedPerSecond,
        int sources,
        int activeSources,
        OptionalInt healthScore,
        int activeSessions,
        long sessions) {
    public static final Activity NONE = new Activity(0, 0, 0, OptionalInt.empty(), 0, 0);
}
