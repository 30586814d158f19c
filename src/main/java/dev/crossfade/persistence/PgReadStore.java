package dev.crossfade.persistence;

import dev.crossfade.bus.AlertHistoryPage;
import dev.crossfade.bus.AlertHistoryQuery;
import dev.crossfade.bus.AuditPage;
import dev.crossfade.bus.AuditQuery;
import dev.crossfade.bus.HistoryPage;
import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.bus.ParityWindowsPage;
import dev.crossfade.bus.ParityWindowsQuery;
import dev.crossfade.bus.RestAnswer;
import dev.crossfade.bus.StoredChecksums;
import dev.crossfade.bus.StoredChecksumsQuery;
import dev.crossfade.bus.StoredOverrides;
import dev.crossfade.bus.SummaryPage;
import dev.crossfade.bus.SummaryQuery;
import dev.crossfade.bus.TimeSeries;
import dev.crossfade.bus.TimeSeriesQuery;
import dev.crossfade.event.HmacKeys;
import dev.crossfade.rest.RestQuery;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks the database for what is stored, over connections of its own. A question that takes too long fails alone: it must
 * not take the writer's connection with it.
 */
final class PgReadStore {
    /** One that follows, one for those who ask for what is past. */
    private static final int FEED_READERS = 2;

    private final Duration most;
    private final Pool pool;
    private final Pool feedPool;
    private final PgFeedStore feed;
    private final PgHistoryStore events;
    private final PgRestStore rest;
    private final PgAuditStore audit;
    private final PgAlertStore alerts;
    private final PgSummaryStore summaries;
    private final PgParityStore parity;
    private final PgDeadLetterStore deadLetters;

    /**
     * @param readers most connections besides those of the feed
     * @param most time that an answer may take
     * @param keys that events read back are verified with
     */
    PgReadStore(PgConnectionStore door, int readers, Duration most, Supplier<HmacKeys> keys) {
        this.most = most;
        this.pool = door.pool(readers);
        this.feedPool = door.pool(FEED_READERS);
        this.feed = new PgFeedStore(feedPool, keys);
        this.events = new PgHistoryStore(pool);
        this.rest = new PgRestStore(pool);
        this.audit = new PgAuditStore(pool);
        this.alerts = new PgAlertStore(pool);
        this.summaries = new PgSummaryStore(pool);
        this.parity = new PgParityStore(pool);
        this.deadLetters = new PgDeadLetterStore(pool, most);
    }

    Future<HistoryPage> history(HistoryQuery query) {
        return bounded(events.history(query));
    }

    Future<StoredChecksums> checksums(StoredChecksumsQuery query) {
        return bounded(events.checksums(query));
    }

    Future<TimeSeries> timeSeries(TimeSeriesQuery query) {
        return bounded(events.timeSeries(query));
    }

    Future<RestAnswer> rest(RestQuery query) {
        return bounded(rest.answer(query));
    }

    Future<AuditPage> audit(AuditQuery query) {
        return bounded(audit.page(query));
    }

    Future<AlertHistoryPage> alerts(AlertHistoryQuery query) {
        return bounded(alerts.page(query));
    }

    Future<SummaryPage> summary(SummaryQuery query) {
        return bounded(summaries.page(query));
    }

    Future<ParityWindowsPage> parityWindows(ParityWindowsQuery query) {
        return bounded(parity.page(query));
    }

    Future<StoredOverrides> overrides() {
        return bounded(audit.overrides());
    }

    /** Asks the feed. */
    <T> Future<T> feed(Function<PgFeedStore, Future<T>> question) {
        return bounded(question.apply(feed));
    }

    /** The queue of what the database refused. */
    PgDeadLetterStore deadLetters() {
        return deadLetters;
    }

    /** For what is done beside the order of the writes. */
    Pool pool() {
        return pool;
    }

    <T> Future<T> bounded(Future<T> answer) {
        return answer.timeout(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets what is under way end, within the patience and no longer than the store lasts. */
    void retire(PgConnectionStore door, Duration patience, Future<Void> end) {
        door.retire(pool, patience, end);
        door.retire(feedPool, patience, end);
    }

    Future<?> close() {
        return Future.join(pool.close(), feedPool.close());
    }
}
