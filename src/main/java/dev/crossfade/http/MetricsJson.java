package dev.crossfade.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.crossfade.bus.Activity;
import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.DeliveryHealth;
import dev.crossfade.bus.GuardObserved.Guarded;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventTime;
import dev.crossfade.eventlog.LogStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The live counters as the routes and {@code /ws} show them: rates as ratios, {@code pass_rate} in percent, times in ms. */
final class MetricsJson {
    private static final double PERCENT = 100;
    private static final double NANOS_PER_MILLI = 1e6;

    private MetricsJson() {}

    /** What validation said of each of these event types. */
    static void eventTypes(JsonGenerator json, Map<String, MetricsSnapshot.Validation> types) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, MetricsSnapshot.Validation> type : types.entrySet()) {
            MetricsSnapshot.Validation count = type.getValue();
            json.writeObjectFieldStart(type.getKey());
            json.writeNumberField("total_events", count.total());
            json.writeNumberField("passed_events", count.passed());
            json.writeNumberField("failed_events", count.failed());
            json.writeNumberField("pass_rate", count.total() == 0 ? 0 : PERCENT * count.passed() / count.total());
            time(json, count.averageMillis());
            json.writeNumberField("total_errors", count.errors());
            json.writeNumberField("total_warnings", count.warnings());
            json.writeStringField("last_updated", EventTime.text(count.lastUpdated()));
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** Nothing is judged in no time: where none was measured, it is not known. */
    private static void time(JsonGenerator json, double averageMillis) throws IOException {
        json.writeFieldName("avg_validation_time_ms");
        if (averageMillis == 0) {
            json.writeNull();
        } else {
            json.writeNumber(averageMillis);
        }
    }

    /** What validation said of all event types together. */
    static JsonObject validation(MetricsSnapshot snapshot) {
        return new JsonObject()
                .put("total_validations", totalValidations(snapshot))
                .put("malformed", snapshot.malformed())
                .put("duplicates", snapshot.duplicates())
                .put("timestamp", EventTime.text(snapshot.at()));
    }

    private static long totalValidations(MetricsSnapshot snapshot) {
        return snapshot.byEventType().values().stream()
                .mapToLong(MetricsSnapshot.Validation::total)
                .sum();
    }

    /** What was counted of some events, as members of an object; null stands for the rate and the time where none was judged. */
    static void counts(JsonGenerator json, Counts counts) throws IOException {
        long judged = counts.judged();
        json.writeNumberField("accepted_events", counts.accepted());
        json.writeNumberField("websocket_events", counts.websocket());
        json.writeNumberField("realtime_events", counts.realtime());
        json.writeNumberField("suppressed_events", counts.suppressed());
        json.writeNumberField("total_events", judged);
        json.writeNumberField("passed_events", counts.passed());
        json.writeNumberField("failed_events", counts.failed());
        if (judged == 0) {
            json.writeNullField("pass_rate");
            time(json, 0);
        } else {
            json.writeNumberField("pass_rate", PERCENT * counts.passed() / judged);
            time(json, counts.nanos() / NANOS_PER_MILLI / judged);
        }
        json.writeNumberField("total_errors", counts.errors());
        json.writeNumberField("total_warnings", counts.warnings());
    }

    /** The body of {@code GET /metrics/adapter}. */
    static JsonObject adapters(MetricsSnapshot snapshot, Settings settings, CurrentGuard guard) {
        JsonObject adapters = new JsonObject();
        for (Adapter adapter : Adapter.values()) {
            adapters.put(adapter.label(), delivery(snapshot.adapters().get(adapter), guard.of(adapter)));
        }
        return new JsonObject()
                .put("broadcasts", sum(snapshot, MetricsSnapshot.Delivery::events))
                .put("failures", sum(snapshot, MetricsSnapshot.Delivery::failures))
                .put(
                        "validation_errors",
                        snapshot.byEventType().values().stream()
                                .mapToLong(MetricsSnapshot.Validation::errors)
                                .sum())
                .put("suppressed", snapshot.total().suppressed())
                .put("adapter_type", settings.flags().adapterType().name().toLowerCase(Locale.ROOT))
                .put("adapters", adapters)
                .put("timestamp", EventTime.text(snapshot.at()));
    }

    private static long sum(MetricsSnapshot snapshot, ToLongFunction<MetricsSnapshot.Delivery> count) {
        return snapshot.adapters().values().stream().mapToLong(count).sum();
    }

    /** Quantiles are null as long as nothing was written to anybody. */
    private static JsonObject delivery(MetricsSnapshot.Delivery delivery, Guarded guarded) {
        boolean sampled = delivery.latency().stream().anyMatch(bucket -> bucket.count() > 0);
        return new JsonObject()
                .put("connections", delivery.connections())
                .put("events", delivery.events())
                .put("deliveries", delivery.deliveries())
                .put("skipped", delivery.skipped())
                .put("failures", delivery.failures())
                .put("gaps", delivery.gaps())
                .put("p50_ms", sampled ? delivery.p50Millis() : null)
                .put("p95_ms", sampled ? delivery.p95Millis() : null)
                .put("p99_ms", sampled ? delivery.p99Millis() : null)
                .put("categories", categories(delivery.byCategory()))
                .put("latency_histogram_ms", histogram(delivery.latency()))
                .put("health", DeliveryHealth.of(delivery, guarded).label())
                .put("breaker", GuardJson.of(guarded));
    }

    private static JsonObject categories(Map<Category, MetricsSnapshot.Quantiles> byCategory) {
        JsonObject categories = new JsonObject();
        new TreeMap<>(byCategory)
                .forEach((category, quantiles) -> categories.put(
                        category.label(),
                        new JsonObject()
                                .put("samples", quantiles.count())
                                .put("p50_ms", quantiles.p50Millis())
                                .put("p95_ms", quantiles.p95Millis())
                                .put("p99_ms", quantiles.p99Millis())));
        return categories;
    }

    /** Cumulative, as Prometheus has it; the last bound is {@code +Inf}. */
    private static JsonArray histogram(List<MetricsSnapshot.Bucket> buckets) {
        JsonArray histogram = new JsonArray();
        for (MetricsSnapshot.Bucket bucket : buckets) {
            Object bound = Double.isInfinite(bucket.boundMillis()) ? "+Inf" : (long) bucket.boundMillis();
            histogram.add(new JsonObject().put("le", bound).put("count", bucket.count()));
        }
        return histogram;
    }

    /** Puts into an answer which time it is about; nulls where that is all since the start. */
    static JsonObject about(MetricsQuery query, JsonObject answer) {
        return answer.put("window", query.window().map(MetricsWindow::label).orElse(null))
                .put(
                        "from",
                        query.period()
                                .map(period -> EventTime.text(period.from()))
                                .orElse(null))
                .put(
                        "to",
                        query.period()
                                .map(period -> EventTime.text(period.to()))
                                .orElse(null));
    }

    /** What is going on at the moment. */
    static JsonObject activity(Activity activity) {
        return new JsonObject()
                .put("events_per_second", activity.acceptedPerSecond())
                .put(
                        "sources",
                        new JsonObject().put("total", activity.sources()).put("active", activity.activeSources()))
                .put(
                        "sessions",
                        new JsonObject().put("total", activity.sessions()).put("active", activity.activeSessions()))
                .put("health_score", SourcesHandler.orNull(activity.healthScore()));
    }

    /** What {@code get_stats} and the greeting carry. */
    static JsonObject stats(
            MetricsSnapshot snapshot, LogStats log, Settings settings, CurrentGuard guard, Instant startedAt) {
        return activity(snapshot.activity())
                .put("uptime_s", Math.max(0, snapshot.at().getEpochSecond() - startedAt.getEpochSecond()))
                .put("last_sequence_id", log.lastSequenceId())
                .put("backlog_events", log.backlog())
                .put("total_validations", totalValidations(snapshot))
                .put("malformed", snapshot.malformed())
                .put("duplicates", snapshot.duplicates())
                .put("adapters", adapters(snapshot, settings, guard).getJsonObject("adapters"));
    }
}
