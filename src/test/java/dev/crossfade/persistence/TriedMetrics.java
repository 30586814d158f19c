package dev.crossfade.persistence;

import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.FlushSettled;
import dev.crossfade.bus.MetricsFlush;
import dev.crossfade.bus.MetricsFlushJson;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.AuditRow.OverrideChange;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import dev.crossfade.eventlog.Note;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Flushes of metrics on a write path: made, and heard of once they are settled. */
final class TriedMetrics {
    static final String METRICS = "monitoring.validation_metrics";
    static final String SUM = "SELECT count(*) || ' ' || coalesce(sum(total_events), 0) FROM " + METRICS;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final Queue<FlushSettled> settled = new ConcurrentLinkedQueue<>();

    TriedMetrics(TriedWritePath path) {
        Topics.FLUSH_SETTLED.listen(path.vertx(), settled::add);
    }

    /** When the windows of its flushes end. */
    Instant now() {
        return now;
    }

    /** What was told of flushes, in its order. */
    Queue<FlushSettled> settled() {
        return settled;
    }

    /** A flush whose window began so many seconds ago. */
    MetricsFlush flush(long seconds, Map<String, Counts> byEventType) {
        return new MetricsFlush(UUID.randomUUID(), 1, now.minusSeconds(seconds), now, rows(now, byEventType));
    }

    static Counts counts(long passed, long failed) {
        return counts(passed, failed, failed, 0, 1_000);
    }

    static Counts counts(long passed, long failed, long errors, long warnings, long nanos) {
        return new Counts(passed + failed, passed, failed, 0, passed, failed, errors, warnings, nanos);
    }

    static CountsRow row(Instant hour, String type, Category category, Counts counts) {
        return new CountsRow(hour, new EventKind(type, category), counts);
    }

    static List<CountsRow> rows(Instant at, Map<String, Counts> byEventType) {
        return byEventType.entrySet().stream()
                .map(entry -> row(at.truncatedTo(ChronoUnit.HOURS), entry.getKey(), Category.SYSTEM, entry.getValue()))
                .toList();
    }

    static Note noteOf(MetricsFlush flush) {
        return new Note(Note.Kind.METRICS, MetricsFlushJson.of(flush).toBuffer().getBytes());
    }

    /** An audit row to lie between the flushes. */
    static Note audit(long version) {
        return TriedAudit.noteOf(TriedAudit.row(TriedAudit.PERCENTAGE, version, version, OverrideChange.NONE));
    }
}
