package dev.crossfade.bus;

import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Counts per category and bucket of time; buckets without events are left out. */
public record TimeSeries(List<Bucket> buckets) {
    /** One bucket, from {@code start}. */
    public record Bucket(Instant start, Map<Category, Long> counts) {}
}
