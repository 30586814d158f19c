package dev.crossfade.http;

import dev.crossfade.bus.DeadLetterStatistics;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.OptionalDouble;

/** Dead letters as the routes show them: times in UTC, rates as ratios. */
final class DeadLetterJson {
    private static final double MILLIS_PER_SECOND = 1000;

    private DeadLetterJson() {}

    /** A letter; its event stands in it as it is kept, since reading numbers of any size would change them. */
    static String letter(StoredDeadLetter letter) {
        String members = new JsonObject()
                .put("id", letter.id())
                .put("node", letter.node())
                .put("sequence_id", letter.sequenceId())
                .put("status", letter.status().label())
                .put("failure_reason", letter.reason())
                .put("sqlstate", letter.sqlState())
                .put("retry_count", letter.retryCount())
                .put("max_retries", letter.maxRetries())
                .put("created_at", EventTime.text(letter.createdAt()))
                .put("last_retry_at", letter.lastRetryAt().map(EventTime::text).orElse(null))
                .put("next_retry_at", letter.nextRetryAt().map(EventTime::text).orElse(null))
                .put("recovered_at", letter.recoveredAt().map(EventTime::text).orElse(null))
                .encode();
        return members.substring(0, members.length() - 1) + ",\"event\":" + letter.payload() + "}";
    }

    static JsonObject statistics(DeadLetterStatistics statistics) {
        JsonObject body = new JsonObject().put("total", statistics.total());
        for (DeadLetterStatus status : DeadLetterStatus.values()) {
            body.put(status.label(), statistics.counts().get(status));
        }
        return body.put(
                        "oldest_pending_at",
                        statistics.oldestPendingAt().map(EventTime::text).orElse(null))
                .put(
                        "oldest_pending_age_s",
                        statistics
                                .oldestPendingAge()
                                .map(Duration::toMillis)
                                .map(millis -> millis / MILLIS_PER_SECOND)
                                .orElse(null))
                .put("average_retries", orNull(statistics.averageRetries()))
                .put("recovery_rate", orNull(statistics.recoveryRate()));
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
