package dev.crossfade.bus;

import dev.crossfade.rest.RestQuery;
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

    /** Stored events as a PostgREST client asks for them. */
    public static final Endpoint<RestQuery, RestAnswer> REST = new Endpoint<>("crossfade.rest", Duration.ofSeconds(30));

    /** The live counters of the moment. */
    public static final Endpoint<MetricsQuery, MetricsSnapshot> METRICS =
            new Endpoint<>("crossfade.metrics", Duration.ofSeconds(5));

    /** Every metric of the moment for Prometheus. */
    public static final Endpoint<ScrapeQuery, Exposition> SCRAPE =
            new Endpoint<>("crossfade.prometheus", Duration.ofSeconds(10));

    /** Flushes the metrics; answered when they are in the database or the event log, or cannot be for now. */
    public static final Endpoint<FlushMetrics, FlushReply> FLUSH_METRICS =
            new Endpoint<>("crossfade.metrics.flush", Duration.ofSeconds(30));

    /** Dead letters, newest first, a page at a time. */
    public static final Endpoint<DeadLetterQuery, DeadLetterPage> DEAD_LETTERS =
            new Endpoint<>("crossfade.dead-letters", Duration.ofSeconds(30));

    /** How it stands with the dead letters. */
    public static final Endpoint<DeadLetterStatisticsQuery, DeadLetterStatistics> DEAD_LETTER_STATISTICS =
            new Endpoint<>("crossfade.dead-letters.statistics", Duration.ofSeconds(30));

    /** Tries one dead letter at once; answered when that is over. */
    public static final Endpoint<RetryDeadLetter, DeadLetterReply> RETRY_DEAD_LETTER =
            new Endpoint<>("crossfade.dead-letters.retry-one", Duration.ofSeconds(60));

    /** Deletes one dead letter. */
    public static final Endpoint<DiscardDeadLetter, DeadLetterReply> DISCARD_DEAD_LETTER =
            new Endpoint<>("crossfade.dead-letters.discard-one", Duration.ofSeconds(30));

    /** Has all dead letters tried soon that wait or have failed. */
    public static final Endpoint<RetryDeadLetters, DeadLettersChanged> RETRY_DEAD_LETTERS =
            new Endpoint<>("crossfade.dead-letters.retry", Duration.ofSeconds(30));

    /** Deletes the dead letters that nobody needs any more. */
    public static final Endpoint<CleanUpDeadLetters, DeadLettersChanged> CLEAN_UP_DEAD_LETTERS =
            new Endpoint<>("crossfade.dead-letters.clean-up", Duration.ofSeconds(30));

    /** Stored audit rows, newest first, a page at a time. */
    public static final Endpoint<AuditQuery, AuditPage> AUDIT =
            new Endpoint<>("crossfade.audit", Duration.ofSeconds(30));

    /** Every alert rule with its state, and the receivers, as they are now. */
    public static final Endpoint<AlertsQuery, AlertsObserved> ALERTS =
            new Endpoint<>("crossfade.alerts", Duration.ofSeconds(5));

    /** When alerts began to fire and resolved, newest first, a page at a time. */
    public static final Endpoint<AlertHistoryQuery, AlertHistoryPage> ALERT_HISTORY =
            new Endpoint<>("crossfade.alerts.history", Duration.ofSeconds(30));

    /** Sets and drops overrides; answered when they are in force. */
    public static final Endpoint<ChangeOverrides, SettingsReply> CHANGE_OVERRIDES =
            new Endpoint<>("crossfade.settings.change", Duration.ofSeconds(10));

    /** Reads the configuration again; answered when it is in force or rejected. */
    public static final Endpoint<ReloadSettings, SettingsReply> RELOAD_SETTINGS =
            new Endpoint<>("crossfade.settings.reload", Duration.ofSeconds(10));

    /** What other overrides would make of the settings. */
    public static final Endpoint<ProposeSettings, SettingsReply> PROPOSE_SETTINGS =
            new Endpoint<>("crossfade.settings.propose", Duration.ofSeconds(10));

    /** How the configuration is doing now, for who comes too late to have heard it. */
    public static final Endpoint<ConfigQuery, ConfigObserved> CONFIG =
            new Endpoint<>("crossfade.settings.observed", Duration.ofSeconds(5));

    /** What each source sent since the start. */
    public static final Endpoint<SourcesQuery, SourcesPage> SOURCES =
            new Endpoint<>("crossfade.metrics.sources", Duration.ofSeconds(5));

    /** What was counted by the hour and by the day on all nodes, as far as it was flushed: asked of the database. */
    public static final Endpoint<SummaryQuery, SummaryPage> STORED_SUMMARY =
            new Endpoint<>("crossfade.metrics.summary.stored", Duration.ofSeconds(30));

    /** What was counted on this node by the minute, in the last hour. */
    public static final Endpoint<SummaryQuery, SummaryPage> RECENT_SUMMARY =
            new Endpoint<>("crossfade.metrics.summary.recent", Duration.ofSeconds(5));

    /** How the two adapters compare now, with everything that was accepted before the question. */
    public static final Endpoint<ParityQuery, ParityObserved> PARITY =
            new Endpoint<>("crossfade.parity.now", Duration.ofSeconds(5));

    /** The newest mismatches between the adapters, a page at a time. */
    public static final Endpoint<MismatchQuery, MismatchPage> MISMATCHES =
            new Endpoint<>("crossfade.parity.mismatches", Duration.ofSeconds(5));

    /** What parity counted over time, on all nodes: asked of the database. */
    public static final Endpoint<ParityWindowsQuery, ParityWindowsPage> PARITY_WINDOWS =
            new Endpoint<>("crossfade.parity.windows", Duration.ofSeconds(30));
    /** Compares what a client saw with what was accepted. */
    public static final Endpoint<ParityReport, ParityReportReply> PARITY_REPORT =
            new Endpoint<>("crossfade.parity.report", Duration.ofSeconds(40));

    /** Checksums of stored events of one node, in the order of their sequence ids. */
    public static final Endpoint<StoredChecksumsQuery, StoredChecksums> STORED_CHECKSUMS =
            new Endpoint<>("crossfade.stored-checksums", Duration.ofSeconds(30));

    /** What the database knows of overrides. */
    public static final Endpoint<StoredOverridesQuery, StoredOverrides> STORED_OVERRIDES =
            new Endpoint<>("crossfade.stored-overrides", Duration.ofSeconds(30));

    /** Rows of the realtime adapter, asked of the database; never beyond a {@link FeedPosition} that was told. */
    public static final Endpoint<FeedQuery, FeedPage> STORED_FEED =
            new Endpoint<>("crossfade.feed.stored", Duration.ofSeconds(30));

    /** Rows of the realtime adapter, the newest from memory, older ones from the database. */
    public static final Endpoint<FeedQuery, FeedPage> FEED = new Endpoint<>("crossfade.feed", Duration.ofSeconds(60));

    /** Up to where a client of the realtime adapter has been served. */
    public static final Endpoint<FeedCursorQuery, KnownFeedCursor> FEED_CURSOR =
            new Endpoint<>("crossfade.feed.cursor", Duration.ofSeconds(10));

    /** Remembers up to where clients of the realtime adapter have been served. */
    public static final Endpoint<SaveFeedCursors, FeedCursorsSaved> SAVE_FEED_CURSORS =
            new Endpoint<>("crossfade.feed.cursor.save", Duration.ofSeconds(10));

    private Endpoints() {}
}
