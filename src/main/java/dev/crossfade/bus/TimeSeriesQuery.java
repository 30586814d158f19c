package dev.crossfade.bus;

import java.time.Duration;
import java.time.Instant;

/**
 * Counts wanted per category and bucket of time.
 *
 * @param from first bucket, by {@code received_at}
 * @param to end, exclusive; at most 1440 buckets after {@code from}
 * @param bucket 1 second or more
 */
public record TimeSeriesQuery(Instant from, Instant to, Duration bucket) {}
