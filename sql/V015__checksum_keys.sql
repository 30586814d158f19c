-- Sums may be made with a key: every event says by name with which.

ALTER TABLE monitoring.monitoring_events ADD COLUMN checksum_key_id text;
COMMENT ON COLUMN monitoring.monitoring_events.checksum_key_id IS
    'The name of the key that the checksum was made with; null where its algorithm needs none.';

ALTER FUNCTION monitoring.write_events(text, bigint, bigint, boolean, date[], uuid[], bigint[], text[], text[],
    timestamptz[], timestamptz[], text[], text[], text[], text[], text[], integer[], bigint[])
    RENAME TO write_events_before;

-- Adds a batch of one node's events, an array a column. The route travels as a number, 1 for websocket plus 2 for
-- realtime, since a text would be parsed into an array row by row; JSON travels as text.
--
-- previous, this  numbers of the statement before on this connection and of this one (see follow); both null: not asked
-- repeats         whether some of it may be there already; saying no to save time is safe, it is refused (23505) if wrong
-- days            on which the events were received, UTC: their partitions are made where they are missing
-- config_versions the configurations that decided the routes; left out by daemons that do not know it yet, which is 0
-- key_ids         the keys that the checksums were made with, null for none; left out by daemons that do not know it yet
-- added           rows that were not there before
-- missing         sequence ids that are not there afterwards although nothing was refused, as when a trigger of somebody
--                 else's takes rows away in silence
CREATE FUNCTION monitoring.write_events(
    of_node text, previous bigint, this bigint, repeats boolean, days date[],
    ids uuid[], sequence_ids bigint[], event_types text[], categories text[], timestamps timestamptz[],
    received timestamptz[], sources text[], data_texts text[], metadata_texts text[], checksums text[],
    algorithms text[], routes integer[], config_versions bigint[] DEFAULT NULL,
    key_ids text[] DEFAULT NULL,
    OUT added bigint, OUT missing bigint[])
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    day date;
BEGIN
    IF previous IS NOT NULL THEN
        PERFORM monitoring.follow(previous, this);
    END IF;
    -- The daemon lets go of what is committed. A pooler may have given the statement a session that nobody has set up.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    FOREACH day IN ARRAY days LOOP
        IF to_regclass('monitoring.monitoring_events_p' || to_char(day, 'YYYYMMDD')) IS NULL THEN
            PERFORM monitoring.ensure_event_partitions(day, day);
        END IF;
    END LOOP;

    IF repeats THEN
        -- The target is named: rows that break somebody else's unique index must be refused, not passed over.
        INSERT INTO monitoring.monitoring_events (id, node, sequence_id, event_type, category, "timestamp",
            received_at, source, data, metadata, checksum, checksum_algorithm, adapters, config_version,
            checksum_key_id)
        SELECT t.id, of_node, t.sequence_id, t.event_type, t.category, t."timestamp", t.received_at, t.source,
            t.data::jsonb, t.metadata::jsonb, t.checksum, t.checksum_algorithm,
            CASE t.route WHEN 3 THEN '{websocket,realtime}'::text[] WHEN 1 THEN '{websocket}'
                WHEN 2 THEN '{realtime}' ELSE '{}' END,
            coalesce(t.config_version, 0), t.checksum_key_id
        FROM unnest(ids, sequence_ids, event_types, categories, timestamps, received, sources, data_texts,
                metadata_texts, checksums, algorithms, routes, config_versions, key_ids)
            AS t (id, sequence_id, event_type, category, "timestamp", received_at, source, data, metadata, checksum,
                checksum_algorithm, route, config_version, checksum_key_id)
        ON CONFLICT (node, sequence_id, received_at) DO NOTHING;
    ELSE
        INSERT INTO monitoring.monitoring_events (id, node, sequence_id, event_type, category, "timestamp",
            received_at, source, data, metadata, checksum, checksum_algorithm, adapters, config_version,
            checksum_key_id)
        SELECT t.id, of_node, t.sequence_id, t.event_type, t.category, t."timestamp", t.received_at, t.source,
            t.data::jsonb, t.metadata::jsonb, t.checksum, t.checksum_algorithm,
            CASE t.route WHEN 3 THEN '{websocket,realtime}'::text[] WHEN 1 THEN '{websocket}'
                WHEN 2 THEN '{realtime}' ELSE '{}' END,
            coalesce(t.config_version, 0), t.checksum_key_id
        FROM unnest(ids, sequence_ids, event_types, categories, timestamps, received, sources, data_texts,
                metadata_texts, checksums, algorithms, routes, config_versions, key_ids)
            AS t (id, sequence_id, event_type, category, "timestamp", received_at, source, data, metadata, checksum,
                checksum_algorithm, route, config_version, checksum_key_id);
    END IF;
    GET DIAGNOSTICS added = ROW_COUNT;

    missing := '{}';
    IF added < cardinality(ids) THEN
        missing := ARRAY(
            SELECT t.sequence_id FROM unnest(sequence_ids, received) AS t (sequence_id, received_at)
            WHERE NOT EXISTS (SELECT FROM monitoring.monitoring_events AS e
                WHERE e.node = of_node AND e.sequence_id = t.sequence_id AND e.received_at = t.received_at));
    END IF;
END
$$;

-- It is the only one of its name, so that GRANT … ON FUNCTION monitoring.write_events needs no arguments. Whoever was
-- granted the one before has this one from the start: a daemon that is running must not lose its way to write.
DO $$
DECLARE
    held record;
BEGIN
    REVOKE ALL ON FUNCTION monitoring.write_events FROM PUBLIC;
    FOR held IN
        SELECT a.grantee, a.is_grantable FROM pg_catalog.pg_proc p, pg_catalog.aclexplode(p.proacl) a
        WHERE p.oid = 'monitoring.write_events_before'::regproc AND a.grantee NOT IN (0, p.proowner)
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION monitoring.write_events TO %s %s', held.grantee::regrole,
            CASE WHEN held.is_grantable THEN 'WITH GRANT OPTION' END);
    END LOOP;
END
$$;
DROP FUNCTION monitoring.write_events_before;

-- Insert into it is insert into the table, with the rights of the table's owner.
CREATE OR REPLACE VIEW monitoring.event_intake AS
    SELECT id, node, sequence_id, event_type, category, "timestamp", received_at, source, data, metadata, checksum,
        checksum_algorithm, adapters, config_version, checksum_key_id
    FROM monitoring.monitoring_events;
