package dev.crossfade.persistence;

import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.MetricsFlush;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;

/** A flush of metrics in the form in which it goes into the database: a row a kind of event and hour. */
final class FlushRowsJson {
    private static final double NANOS_PER_MILLI = 1e6;

    private FlushRowsJson() {}

    static Stream<JsonObject> of(MetricsFlush flush) {
        return flush.rows().stream().map(row -> json(row)
                .put("flush_id", flush.id().toString())
                .put("window_start", EventTime.text(flush.from()))
                .put("window_end", EventTime.text(flush.to())));
    }

    private static JsonObject json(CountsRow row) {
        Counts counts = row.counts();
        return new JsonObject()
                .put("event_type", row.kind().eventType())
                .put("category", row.kind().category().label())
                .put("hour", row.start().toString())
                .put("accepted_events", counts.accepted())
                .put("websocket_events", counts.websocket())
                .put("realtime_events", counts.realtime())
                .put("suppressed_events", counts.suppressed())
                .put("passed_events", counts.passed())
                .put("failed_events", counts.failed())
                .put("total_errors", counts.errors())
                .put("total_warnings", counts.warnings())
                .put("validation_time_ms", counts.nanos() / NANOS_PER_MILLI);
    }
}
