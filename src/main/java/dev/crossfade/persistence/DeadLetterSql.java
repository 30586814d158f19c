package dev.crossfade.persistence;

import dev.crossfade.bus.DeadLetterQuery;
import java.util.ArrayList;
import java.util.List;

/**
 * Every statement about dead letters; an instance is that of one list. Spans of time travel as milliseconds. One row
 * more than the limit is asked for, which tells whether there is more.
 */
final class DeadLetterSql {
    private static final String LETTER = "id, node, sequence_id, original_payload::text, failure_reason, sqlstate,"
            + " retry_count, max_retries, status, created_at, last_retry_at, next_retry_at, recovered_at";
    private static final String CLAIMED = "SELECT id, claim, original_payload::text, retry_count FROM monitoring.";

    static final String ADD =
            "SELECT monitoring.add_dead_letters($1, $2, $3, $4, $5, $6, $7::bigint * interval '1 millisecond')";

    static final String CLAIM = CLAIMED + "claim_dead_letters($1, $2::bigint * interval '1 millisecond')";

    static final String CLAIM_ONE = CLAIMED + "claim_dead_letter($1, $2::bigint * interval '1 millisecond')";

    static final String RECOVER = "SELECT monitoring.recover_dead_letter($1, $2)";

    static final String FAILED_AGAIN =
            "SELECT monitoring.increment_retry_count($1, $2, $3, $4, $5::bigint * interval '1 millisecond')";

    static final String SCHEDULE = "SELECT scheduled, last FROM monitoring.schedule_dead_letters($1, $2)";

    static final String DISCARD = "SELECT " + LETTER + " FROM monitoring.discard_dead_letter($1)";

    static final String CLEANUP = "SELECT monitoring.cleanup_dead_letters($1::bigint * interval '1 millisecond', $2)";

    static final String STATISTICS = """
            SELECT total, pending, retrying, recovered, failed, oldest_pending_at,
                (extract(epoch FROM oldest_pending_age) * 1000)::bigint, average_retries, recovery_rate
            FROM monitoring.get_dlq_stats()
            """;

    static final String ONE = "SELECT " + LETTER + " FROM monitoring.dead_letter_queue WHERE id = $1";

    /**
     * A page of letters: conditions and the limit's parameter go in. It is cut where it has {@link Sql#PAGE_BYTES}
     * bytes of payload, after one row at least; {@code found} tells whether that took anything.
     */
    private static final String PAGE = "SELECT " + LETTER + """
            , found
            FROM (
                SELECT *, count(*) OVER () AS found, sum(payload_bytes::bigint) OVER (ORDER BY id DESC) AS running
                FROM (
                    SELECT * FROM monitoring.dead_letter_queue
                    %s
                    ORDER BY id DESC
                    LIMIT $%d
                ) AS page
            ) AS sized
            WHERE running - payload_bytes < %d
            ORDER BY id DESC
            """;

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private final String page;

    DeadLetterSql(DeadLetterQuery query) {
        query.status().ifPresent(status -> condition("status = $", status.label()));
        query.node().ifPresent(node -> condition("node = $", DeadLetterText.plain(node)));
        query.after().ifPresent(id -> condition("id < $", id));
        parameters.add(query.limit() + 1L);
        page = PAGE.formatted(
                conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions),
                parameters.size(),
                Sql.PAGE_BYTES);
    }

    String page() {
        return page;
    }

    List<Object> parameters() {
        return parameters;
    }

    private void condition(String piece, Object value) {
        parameters.add(value);
        conditions.add(piece + parameters.size());
    }
}
