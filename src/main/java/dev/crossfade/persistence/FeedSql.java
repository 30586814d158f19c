package dev.crossfade.persistence;

/** Every statement about the feed. */
final class FeedSql {
    /** The doorbell's channel. */
    static final String CHANNEL = "crossfade_feed";

    static final String LISTEN = "LISTEN " + CHANNEL;

    static final String POSITION = "SELECT newest, dropped FROM monitoring.feed_position()";

    static final String CURSOR = "SELECT monitoring.feed_cursor($1, $2)";

    static final String SAVE_CURSORS = "SELECT monitoring.save_feed_cursors($1, $2, $3)";

    static final String PRUNE_CURSORS =
            "SELECT monitoring.prune_feed_cursors($1::bigint * interval '1 millisecond', $2)";

    /** Bound on the bytes of JSON in one answer. */
    static final int PAGE_BYTES = 1 << 20;

    /**
     * The rows of the realtime adapter behind position $1 up to $2, at most $3, and cut where they have
     * {@value #PAGE_BYTES} bytes of JSON, after one at least; as stored they may have a hundredth of that. Only $4 positions are looked at, from the first
     * that there is: {@code reached} is the last of them, and {@code found} tells whether the bytes cut something off.
     * However few rows are for the feed, and whatever the planner believes, no more than those are read.
     *
     * <p>What retention has dropped is told by the same statement, in one row at least, with nulls where nothing was
     * found: so it counts everything that was missing when the rows were read.
     */
    static final String PAGE = """
            SELECT e.position, e.id, e.node, e.sequence_id, e.event_type, e.category, e."timestamp", e.received_at,
                e.source, e.data_text, e.metadata_text, e.checksum, e.checksum_algorithm, e.adapters,
                e.config_version, e.checksum_key_id, e.created_at, e.found, scan.reached, r.dropped
            FROM monitoring.feed_retention r
            CROSS JOIN (
                SELECT min(position) AS first, least($2::bigint, min(position) + $4::bigint - 1) AS reached
                FROM monitoring.monitoring_events
                WHERE position > $1
            ) AS scan
            LEFT JOIN LATERAL (
                SELECT *
                FROM (
                    SELECT *, count(*) OVER () AS found,
                        sum(bytes) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) - bytes AS before
                    FROM (
                        SELECT *, data::text AS data_text, metadata::text AS metadata_text,
                            octet_length(data::text) + octet_length(metadata::text) AS bytes
                        FROM monitoring.monitoring_events
                        WHERE position BETWEEN scan.first AND scan.reached AND 'realtime' = ANY (adapters)
                        ORDER BY position
                        LIMIT $3
                    ) AS page
                ) AS sized
                WHERE before < %d
            ) AS e ON true
            ORDER BY e.position
            """.formatted(PAGE_BYTES);

    private FeedSql() {}
}
