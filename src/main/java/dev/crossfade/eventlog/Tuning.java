package dev.crossfade.eventlog;

import dev.crossfade.config.Settings;

/**
 * Sizes that no operator need set, in bytes.
 *
 * @param segment of a segment file
 * @param recent bound on the JSON of the newest records that stay in memory
 * @param waiting bound on the text of the batches that wait for the writer
 */
record Tuning(long segment, long recent, long waiting) {
    private static final long SEGMENT = 64 << 20;
    private static final long LEAST_SEGMENT = 4 << 10;
    private static final long RECENT = 4 << 20;
    private static final long WAITING = 32 << 20;
    /** A small log has small segments: only whole ones can be deleted. */
    private static final int LEAST_SEGMENTS = 8;

    static Tuning of(Settings.Log settings) {
        long share = settings.maxBytes() / LEAST_SEGMENTS;
        return new Tuning(Math.max(LEAST_SEGMENT, Math.min(SEGMENT, share)), RECENT, WAITING);
    }
}
