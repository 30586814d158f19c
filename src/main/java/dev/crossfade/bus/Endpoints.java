package dev.crossfade.bus;

import java.time.Duration;

/** Everything that one part of the daemon may ask of another. */
public final class Endpoints {
    /** Takes a body of events in; answered when they are durable or refused. */
    public static final Endpoint<IntakeRequest, IntakeReply> INTAKE =
            new Endpoint<>("crossfade.intake", Duration.ofSeconds(30));

    /** Stored events, newest first or oldest first, a page at a time. */
    public static final Endpoint<HistoryQuery, HistoryPage> HISTORY =
            new Endpoint<>("crossfade.history", Duration.ofSeconds(30));

    /** Counts of stored events over time. */
    public static final Endpoint<TimeSeriesQuery, TimeSeries> TIME_SERIES =
            new Endpoint<>("crossfade.time-series", Duration.ofSeconds(30));

    /** The live counters of the moment. */
    public static final Endpoint<MetricsQuery, MetricsSnapshot> METRICS =
            new Endpoint<>("crossfade.metrics", Duration.ofSeconds(5));

    private Endpoints() {}
}
