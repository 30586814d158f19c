package dev.crossfade.metrics;

/**
 * What was counted in one span of a rolling window. Belongs to one thread.
 *
 * @param start in seconds since the epoch, a multiple of the span's length
 */
record Slice(long start, Tallies tallies, Deliveries deliveries, Refusals refusals) {
    Slice(long start) {
        this(start, new Tallies(), new Deliveries(), new Refusals());
    }
}
