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

    /** The database refuses it for good: its counts are in the event log's past and nowhere else. */
    record Refused() implements FlushReply {}

    /** Nothing was flushed, since {@code MONITORING_METRICS_PERSISTENCE} is false. */
    record SwitchedOff() implements FlushReply {}
}
