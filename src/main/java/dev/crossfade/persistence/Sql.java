package dev.crossfade.persistence;

/** Every statement of the daemon but for those about dead letters, notes and the feed. */
final class Sql {
    /** Adds a batch through the function, a parameter a column, which does the rest; V015 says what they mean. */
    static final String WRITE_EVENTS = """
            SELECT added, missing
            FROM monitoring.write_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                $18, $19)
            """;

    /**
     * Adds a batch to the table or the view that goes in, a parameter a column: one array of each instead of a parameter
     * a value, so that one prepared statement fits every size. JSON travels as text and is cast here, which costs the
     * client nothing. The route travels as a number, 1 for websocket plus 2 for realtime, since a text would be parsed
     * into an array row by row.
     */
    private static final String INSERT_INTO = """
            INSERT INTO monitoring.%s (id, node, sequence_id, event_type, category, "timestamp",
                received_at, source, data, metadata, checksum, checksum_algorithm, adapters, config_version,
                checksum_key_id)
            SELECT id, $1, sequence_id, event_type, category, "timestamp", received_at, source, data::jsonb,
                metadata::jsonb, checksum, checksum_algorithm,
                CASE route WHEN 3 THEN '{websocket,realtime}'::text[] WHEN 1 THEN '{websocket}'
                    WHEN 2 THEN '{realtime}' ELSE '{}' END,
                config_version, checksum_key_id
            FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
                    $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::int[], $14::bigint[],
                    $15::text[])
                AS t (id, sequence_id, event_type, category, "timestamp", received_at, source, data, metadata, checksum,
                    checksum_algorithm, route, config_version, checksum_key_id)
            """;

    /**
     * What the current role may do, from the catalogue, which everybody may read. A path into the table needs a policy as
     * well where row security holds for the role.
     */
    static final String PRIVILEGES = """
            WITH schema AS (
                SELECT oid FROM pg_namespace WHERE nspname = 'monitoring'
            ), relation AS (
                SELECT c.relname, c.oid,
                    (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                        AND a.attname IN ('id', 'node', 'sequence_id', 'event_type', 'category', 'timestamp',
                            'received_at', 'source', 'data', 'metadata', 'checksum', 'checksum_algorithm', 'adapters',
                            'config_version', 'checksum_key_id')
                        AND has_column_privilege(c.oid, a.attnum, 'INSERT')) = 15
                        AS columns_open,
                    (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                        AND a.attname IN ('id', 'node', 'sequence_id', 'event_type', 'category', 'timestamp',
                            'received_at', 'source', 'data', 'metadata', 'checksum', 'checksum_algorithm', 'adapters',
                            'config_version', 'checksum_key_id'))
                        = 15 AS complete,
                    NOT row_security_active(c.oid) OR EXISTS (
                        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('a', '*') AND p.polpermissive
                            AND EXISTS (SELECT FROM unnest(p.polroles) AS r (role)
                                WHERE r.role = 0 OR pg_has_role(r.role, 'USAGE'))) AS rows_open
                FROM pg_class c, schema s WHERE c.relnamespace = s.oid
                    AND c.relname IN ('monitoring_events', 'event_intake')
            ), function AS (
                SELECT p.proname, has_function_privilege(p.oid, 'EXECUTE') AS open
                FROM pg_proc p, schema s WHERE p.pronamespace = s.oid
                    AND p.proname IN ('write_events', 'ensure_event_partitions')
            )
            SELECT current_user,
                coalesce((SELECT has_schema_privilege(oid, 'USAGE') FROM schema), false),
                EXISTS (SELECT FROM relation WHERE relname = 'monitoring_events' AND complete),
                EXISTS (SELECT FROM function WHERE proname = 'write_events' AND open),
                EXISTS (SELECT FROM relation WHERE relname = 'monitoring_events' AND columns_open AND rows_open),
                EXISTS (SELECT FROM relation WHERE relname = 'event_intake' AND columns_open AND rows_open),
                EXISTS (SELECT FROM function WHERE proname = 'ensure_event_partitions' AND open)
            """;

    static final String ENSURE_PARTITIONS = "SELECT monitoring.ensure_event_partitions($1, $2)";

    static final String DROP_PARTITIONS = "SELECT monitoring.drop_event_partitions($1)";

    /**
     * What every session begins with. What is committed must be on the server's disk, whatever the database's default:
     * the event log lets go of it. A time without an offset, which only a client can have sent, is UTC.
     */
    static final String BEGIN_SESSION = """
            SELECT set_config('statement_timeout', $1, false), set_config('synchronous_commit',
                CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                    ELSE current_setting('synchronous_commit') END, false), set_config('TimeZone', 'UTC', false)
            """;

    static final String PING = "SELECT 1";

    /**
     * A page of events: conditions, direction twice and the limit's parameter go in. The page is cut out first, so that
     * no JSON is printed for rows that are not on it; then it is cut again where it has {@value #PAGE_BYTES} bytes of
     * JSON as stored, after one row at least. {@code found} tells whether the second cut took anything.
     */
    static final String SELECT_EVENTS = """
            SELECT position, id, node, sequence_id, event_type, category, "timestamp", received_at, source, data::text,
                metadata::text, checksum, checksum_algorithm, adapters, config_version,
                checksum_key_id, found
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

    /** Checksums of a node's events from sequence id $2 on, at most $3: the primary key begins with both. */
    static final String CHECKSUMS = """
            SELECT sequence_id, checksum, category, adapters = '{websocket,realtime}'::text[]
            FROM monitoring.monitoring_events
            WHERE node = $1 AND sequence_id >= $2
            ORDER BY sequence_id
            LIMIT $3
            """;

    static final String TIME_SERIES = """
            SELECT date_bin(($3::bigint * interval '1 microsecond'), received_at, $1::timestamptz) AS bucket, category,
                count(*)
            FROM monitoring.monitoring_events
            WHERE received_at >= $1 AND received_at < $2
            GROUP BY bucket, category
            ORDER BY bucket
            """;

    /**
     * Whose schema it is: {@code ours} where there is none or the current role can act as its owner; otherwise
     * {@code readable} or {@code hidden}, as the role may see which migrations were applied or not.
     */
    static final String SCHEMA_OWNER = """
            SELECT coalesce((
                SELECT CASE WHEN pg_has_role(c.relowner, 'USAGE') THEN 'ours'
                    WHEN has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
                        AND (NOT row_security_active(c.oid) OR EXISTS (
                            SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*')
                                AND EXISTS (SELECT FROM unnest(p.polroles) AS r (role)
                                    WHERE r.role = 0 OR pg_has_role(r.role, 'USAGE')))) THEN 'readable'
                    ELSE 'hidden' END
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'monitoring' AND c.relname = 'flyway_schema_history'), 'ours')
            """;

    /** To compare times of the database with. */
    static final String NOW = "SELECT clock_timestamp()::text";

    /** What a migration that began then leaves for people to know, a sentence a row. */
    static final String RIGHTS_TO_KNOW_OF = """
            WITH mine (role, does) AS (
                VALUES ('crossfade_writer', 'write to'), ('crossfade_reader', 'read')
            ), publication AS (
                SELECT oid, pubviaroot, puballtables FROM pg_publication WHERE pubname = 'supabase_realtime'
            )
            SELECT format('role %s is missing: only the owner of the schema can %s it; have an administrator run '
                'CREATE ROLE %1$I NOLOGIN, then migrate again', role, does)
            FROM mine WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
            UNION ALL
            SELECT format('%s was made a member of %s and may now %s the schema monitoring%s; '
                'REVOKE %2$s FROM %1$s takes that back, and it is not granted again',
                string_agg(m.member, ', ' ORDER BY m.member), m.role, mine.does,
                CASE m.role WHEN 'crossfade_reader' THEN ', every event in it, wherever that schema is exposed' ELSE '' END)
            FROM monitoring.memberships m JOIN mine USING (role)
            WHERE m.granted AND m.settled_at >= ?::timestamptz
            GROUP BY m.role, mine.does
            UNION ALL
            SELECT format('%s may not make %s a member of %s: have an administrator run GRANT %3$s TO %2$s',
                current_user, m.member, m.role)
            FROM monitoring.memberships m
            WHERE m.settled_at IS NULL AND EXISTS (SELECT FROM pg_roles WHERE rolname = m.member)
                AND EXISTS (SELECT FROM pg_roles WHERE rolname = m.role)
            UNION ALL
            SELECT format('%s may not add to the publication supabase_realtime: have its owner run '
                'ALTER PUBLICATION supabase_realtime ADD TABLE monitoring.monitoring_events', current_user)
            FROM publication p
            WHERE NOT puballtables AND NOT EXISTS (SELECT FROM pg_publication_rel r
                WHERE r.prpubid = p.oid AND r.prrelid = 'monitoring.monitoring_events'::regclass)
            UNION ALL
            SELECT 'the publication supabase_realtime names partitions, so the project''s own Realtime knows no '
                'monitoring_events: have its owner run '
                'ALTER PUBLICATION supabase_realtime SET (publish_via_partition_root = true)'
            FROM publication WHERE NOT pubviaroot
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

    /** Adds a batch to a table or view. */
    static String insertInto(String relation) {
        return INSERT_INTO.formatted(relation);
    }
}
