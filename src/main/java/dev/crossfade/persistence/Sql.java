package dev.crossfade.persistence;

/** Every statement of the daemon. */
final class Sql {
    /**
     * Adds a batch, a parameter a column: one array of each instead of a parameter a value, so that one prepared
     * statement fits every size. JSON travels as text and is cast here, which costs the client nothing. The route
     * travels as a number, 1 for websocket plus 2 for realtime, since a text would be parsed into an array row by row.
     *
     * <p>{@code follow} is evaluated once a statement, before its first row.
     */
    static final String INSERT = """
            INSERT INTO monitoring.monitoring_events (id, node, sequence_id, event_type, category, "timestamp",
                received_at, source, data, metadata, checksum, checksum_algorithm, adapters)
            SELECT id, $1, sequence_id, event_type, category, "timestamp", received_at, source, data::jsonb,
                metadata::jsonb, checksum, checksum_algorithm,
                CASE route WHEN 3 THEN '{websocket,realtime}'::text[] WHEN 1 THEN '{websocket}'
                    WHEN 2 THEN '{realtime}' ELSE '{}' END
            FROM unnest($4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[],
                    $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::int[])
                AS t (id, sequence_id, event_type, category, "timestamp", received_at, source, data, metadata, checksum,
                    checksum_algorithm, route)
            WHERE (SELECT monitoring.follow($2, $3))
            """;

    /** The same for a batch that may be there already, whole or in part. */
    static final String INSERT_WHAT_IS_MISSING = INSERT + "ON CONFLICT DO NOTHING";

    static final String ENSURE_PARTITIONS = "SELECT monitoring.ensure_event_partitions($1, $2)";

    static final String DROP_PARTITIONS = "SELECT monitoring.drop_event_partitions($1)";

    static final String LIMIT_STATEMENTS = "SELECT set_config('statement_timeout', $1, false)";

    static final String PING = "SELECT 1";

    /**
     * A page of events: conditions, direction twice and the limit's parameter go in. The page is cut out first, so that
     * no JSON is printed for rows that are not on it; then it is cut again where it has {@value #PAGE_BYTES} bytes of
     * JSON as stored, after one row at least. {@code found} tells whether the second cut took anything.
     */
    static final String SELECT_EVENTS = """
            SELECT position, id, node, sequence_id, event_type, category, "timestamp", received_at, source, data::text,
                metadata::text, checksum, checksum_algorithm, adapters, found
            FROM (
                SELECT *, count(*) OVER () AS found, sum(bytes) OVER (ORDER BY position %2$s) AS running
                FROM (
                    SELECT *, pg_column_size(data) + pg_column_size(metadata) AS bytes
                    FROM monitoring.monitoring_events
                    %1$s
                    ORDER BY position %2$s
                    LIMIT $%3$d
                ) AS page
            ) AS sized
            WHERE running - bytes < %4$d
            ORDER BY position %2$s
            """;

    /** Bound on the stored bytes of JSON in one page. */
    static final int PAGE_BYTES = 4 << 20;

    static final String TIME_SERIES = """
            SELECT date_bin(($3::bigint * interval '1 microsecond'), received_at, $1::timestamptz) AS bucket, category,
                count(*)
            FROM monitoring.monitoring_events
            WHERE received_at >= $1 AND received_at < $2
            GROUP BY bucket, category
            ORDER BY bucket
            """;

    /** Whether the schema is there and belongs to a role that the current one cannot act as. */
    static final String SCHEMA_OWNED_BY_OTHERS = """
            SELECT EXISTS (SELECT FROM pg_class WHERE relname = 'flyway_schema_history'
                AND relnamespace = to_regnamespace('monitoring') AND NOT pg_has_role(relowner, 'USAGE'))
            """;

    /** The daemon's login role of the embedded database; its password is hexadecimal. */
    static final String CREATE_DAEMON = """
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'crossfade') THEN
                    CREATE ROLE crossfade LOGIN;
                END IF;
                ALTER ROLE crossfade PASSWORD '%s';
                GRANT crossfade_writer, crossfade_reader TO crossfade;
            END $$
            """;

    private Sql() {}
}
