package dev.crossfade.bus;

import java.time.Instant;

/** What became of a wish to flush the metrics. */
public sealed interface FlushReply {

    /**
     * All that was counted until then is where it was wished to be.
     *
     * @param rows of this flush; 0 where nothing had been counted since the one before
     */
    record Flushed(int rows, Instant at) implements FlushReply {}

    /** Nothing was flushed, since {@code MONITORING_METRICS_PERSISTENCE} is false. */
    record SwitchedOff() implements FlushReply {}
}
