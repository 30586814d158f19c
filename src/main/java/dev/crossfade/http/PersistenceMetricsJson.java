package dev.crossfade.http;

import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.event.EventTime;
import dev.crossfade.eventlog.LogStats;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The body of {@code GET /metrics/persistence}: null stands for what is not known, never 0. */
final class PersistenceMetricsJson {
    private static final List<String> STATUSES = List.of("pending", "retrying", "recovered", "failed");
    private static final double MILLIS_PER_SECOND = 1000;

    private PersistenceMetricsJson() {}

    static JsonObject of(PersistenceObserved observed, LogStats stats, Instant now) {
        return new JsonObject()
                .put("breaker", breaker(observed.breaker()))
                .put("retries", observed.attempts())
                .put("flushes", flushes(observed))
                .put("rows", observed.rows())
                .put("refused", observed.refused())
                .put("metrics_flushes", metricsFlushes(observed.metrics()))
                .put("write_path", orNull(observed.writePath()))
                .put("backlog", backlog(stats, now))
                .put("dead_letters", deadLetters(observed.deadLetters()))
                .put("last_success", timeOrNull(observed.lastSuccessMillis()))
                .put("last_error", orNull(observed.lastError()))
                .put("last_error_at", timeOrNull(observed.lastErrorMillis()))
                .put("timestamp", EventTime.text(now));
    }

    private static JsonObject breaker(PersistenceObserved.Breaker breaker) {
        return new JsonObject()
                .put("name", breaker.name())
                .put("state", breaker.state().label())
                .put("failures", breaker.failures())
                .put("opened_total", breaker.opened())
                .put("closed_total", breaker.closed())
                .put("rejected_total", breaker.rejected());
    }

    /** Statements that stored events, and what they stored. */
    private static JsonObject flushes(PersistenceObserved observed) {
        return new JsonObject().put("total", observed.flushes()).put("rows", observed.flushedRows());
    }

    private static JsonObject metricsFlushes(PersistenceObserved.MetricsFlushes metrics) {
        return new JsonObject()
                .put("total", metrics.total())
                .put("rows", metrics.rows())
                .put("passed_over", metrics.passedOver())
                .put("last_at", timeOrNull(metrics.lastMillis()));
    }

    private static JsonObject backlog(LogStats stats, Instant now) {
        double age = (now.toEpochMilli() - stats.oldestBacklogMillis()) / MILLIS_PER_SECOND;
        return new JsonObject()
                .put("events", stats.backlog())
                .put("bytes", stats.backlogBytes())
                .put("oldest_age_s", stats.backlog() == 0 ? 0 : Math.max(0, age));
    }

    private static JsonObject deadLetters(Map<String, Long> counted) {
        JsonObject letters = new JsonObject();
        for (String status : STATUSES) {
            letters.put(status, counted.isEmpty() ? null : counted.getOrDefault(status, 0L));
        }
        return letters;
    }

    private static String timeOrNull(long millis) {
        return millis == 0 ? null : EventTime.text(Instant.ofEpochMilli(millis));
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
