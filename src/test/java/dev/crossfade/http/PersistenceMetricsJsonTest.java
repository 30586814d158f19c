package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.eventlog.LogStats;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PersistenceMetricsJsonTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final LogStats EMPTY = new LogStats(0, 0, 0, 0, 1000, 0, 0, true, "");

    @Test
    void everyFigureHasItsPlace() {
        PersistenceObserved observed = new PersistenceObserved(
                true,
                new PersistenceObserved.Breaker("database", BreakerState.HALF_OPEN, 5, 2, 1, 40),
                7,
                30,
                2_900,
                2_905,
                3,
                PersistenceObserved.Writes.NONE,
                new PersistenceObserved.MetricsFlushes(
                        4, 90, 1, NOW.minusSeconds(30).toEpochMilli()),
                "insert",
                Map.of("pending", 2L, "failed", 1L),
                0.8,
                NOW.minusSeconds(60).toEpochMilli(),
                "connection refused",
                NOW.minusSeconds(50).toEpochMilli());
        LogStats stats = new LogStats(3_000, 2_900, 3_000, 9_000, 10_000, 4_500, NOW.toEpochMilli() - 2_500, true, "");

        JsonObject body = PersistenceMetricsJson.of(observed, stats, NOW);

        assertThat(body).isEqualTo(new JsonObject("""
                        {"breaker": {"name": "database", "state": "half_open", "failures": 5, "opened_total": 2,
                                     "closed_total": 1, "rejected_total": 40},
                         "retries": 7, "flushes": {"total": 30, "rows": 2900}, "rows": 2905, "refused": 3,
                         "metrics_flushes": {"total": 4, "rows": 90, "passed_over": 1,
                                             "last_at": "2026-11-21T09:59:30.000000Z"},
                         "write_path": "insert",
                         "backlog": {"events": 100, "bytes": 4500, "oldest_age_s": 2.5},
                         "dead_letters": {"pending": 2, "retrying": 0, "recovered": 0, "failed": 1},
                         "last_success": "2026-11-21T09:59:00.000000Z", "last_error": "connection refused",
                         "last_error_at": "2026-11-21T09:59:10.000000Z",
                         "timestamp": "2026-11-21T10:00:00.000000Z"}"""));
    }

    @Test
    void whatIsNotKnownYetIsNullAndNotNought() {
        JsonObject body = PersistenceMetricsJson.of(PersistenceObserved.nothingYet(), EMPTY, NOW);

        assertThat(body.getString("write_path")).isNull();
        assertThat(body.getString("last_success")).isNull();
        assertThat(body.getJsonObject("metrics_flushes").getString("last_at")).isNull();
        assertThat(body.getJsonObject("dead_letters").fieldNames())
                .containsExactly("pending", "retrying", "recovered", "failed");
        assertThat(body.getJsonObject("dead_letters").getLong("pending")).isNull();
        assertThat(body.getJsonObject("backlog").getDouble("oldest_age_s")).isZero();
    }

    @Test
    void anEventFromAClockThatWasAheadIsNotOfNegativeAge() {
        LogStats stats = new LogStats(1, 0, 1, 100, 1_000, 100, NOW.toEpochMilli() + 5_000, true, "");

        JsonObject body = PersistenceMetricsJson.of(PersistenceObserved.nothingYet(), stats, NOW);

        assertThat(body.getJsonObject("backlog").getDouble("oldest_age_s")).isZero();
    }
}
