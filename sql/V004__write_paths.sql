-- The three ways to write events, so that a role needs only one of them: a function, the table, a view.

-- Positions come from an identity column instead of a default, since whoever inserts needs no right on its sequence then,
-- neither into the table nor through the view.
ALTER SEQUENCE monitoring.event_position RENAME TO event_position_before;
ALTER TABLE monitoring.monitoring_events ALTER COLUMN position DROP DEFAULT;
ALTER TABLE monitoring.monitoring_events
    ALTER COLUMN position ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME monitoring.event_position CACHE 1);
SELECT setval('monitoring.event_position', last_value, is_called) FROM monitoring.event_position_before;
DROP SEQUENCE monitoring.event_position_before;

-- As before, but for the identity: a table that is attached must not have one of its own.
CREATE OR REPLACE FUNCTION monitoring.ensure_event_partitions(from_day date, to_day date) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    day  date;
    made integer := 0;
    name text;
BEGIN
    IF from_day IS NULL OR to_day IS NULL OR to_day - from_day NOT BETWEEN 0 AND 366 THEN
        RAISE EXCEPTION 'expected 1 to 367 days, not % to %', from_day, to_day USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR day IN SELECT from_day + n FROM generate_series(0, to_day - from_day) AS n LOOP
        name := 'monitoring_events_p' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass('monitoring.' || name) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(7165912498747761772);
        -- to_regclass may answer from this session's cache, which does not know yet what the lock's last holder made.
        CONTINUE WHEN EXISTS (SELECT FROM pg_class
            WHERE pg_class.relname = name AND pg_class.relnamespace = 'monitoring'::regnamespace);

        EXECUTE format('CREATE TABLE monitoring.%I (LIKE monitoring.monitoring_events '
            'INCLUDING ALL EXCLUDING IDENTITY)', name);
        EXECUTE format('ALTER TABLE monitoring.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE TRIGGER take_position_lock BEFORE INSERT ON monitoring.%I '
            'FOR EACH STATEMENT EXECUTE FUNCTION monitoring.take_position_lock()', name);
        EXECUTE format('ALTER TABLE monitoring.monitoring_events ATTACH PARTITION monitoring.%I '
            'FOR VALUES FROM (%L) TO (%L)', name, day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;

-- Adds a batch of one node's events, an array a column. The route travels as a number, 1 for websocket plus 2 for
-- realtime, since a text would be parsed into an array row by row; JSON travels as text.
--
-- previous, this  numbers of the statement before on this connection and of this one (see follow); both null: not asked
-- repeats         whether some of it may be there already; saying no to save time is safe, it is refused (23505) if wrong
-- days            on which the events were received, UTC: their partitions are made where they are missing
-- added           rows that were not there before
-- missing         sequence ids that are not there afterwards although nothing was refused, as when a trigger of somebody
--                 else's takes rows away in silence
CREATE FUNCTION monitoring.write_events(
    of_node text, previous bigint, this bigint, repeats boolean, days date[],
    ids uuid[], sequence_ids bigint[], event_types text[], categories text[], timestamps timestamptz[],
    received timestamptz[], sources text[], data_texts text[], metadata_texts text[], checksums text[],
    algorithms text[], routes integer[],
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
            received_at, source, data, metadata, checksum, checksum_algorithm, adapters)
        SELECT t.id, of_node, t.sequence_id, t.event_type, t.category, t."timestamp", t.received_at, t.source,
            t.data::jsonb, t.metadata::jsonb, t.checksum, t.checksum_algorithm,
            CASE t.route WHEN 3 THEN '{websocket,realtime}'::text[] WHEN 1 THEN '{websocket}'
                WHEN 2 THEN '{realtime}' ELSE '{}' END
        FROM unnest(ids, sequence_ids, event_types, categories, timestamps, received, sources, data_texts,
                metadata_texts, checksums, algorithms, routes)
            AS t (id, sequence_id, event_type, category, "timestamp", received_at, source, data, metadata, checksum,
                checksum_algorithm, route)
        ON CONFLICT (node, sequence_id, received_at) DO NOTHING;
    ELSE
        INSERT INTO monitoring.monitoring_events (id, node, sequence_id, event_type, category, "timestamp",
            received_at, source, data, metadata, checksum, checksum_algorithm, adapters)
        SELECT t.id, of_node, t.sequence_id, t.event_type, t.category, t."timestamp", t.received_at, t.source,
            t.data::jsonb, t.metadata::jsonb, t.checksum, t.checksum_algorithm,
            CASE t.route WHEN 3 THEN '{websocket,realtime}'::text[] WHEN 1 THEN '{websocket}'
                WHEN 2 THEN '{realtime}' ELSE '{}' END
        FROM unnest(ids, sequence_ids, event_types, categories, timestamps, received, sources, data_texts,
                metadata_texts, checksums, algorithms, routes)
            AS t (id, sequence_id, event_type, category, "timestamp", received_at, source, data, metadata, checksum,
                checksum_algorithm, route);
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

-- Insert into it is insert into the table, with the rights of the table's owner.
CREATE VIEW monitoring.event_intake AS
    SELECT id, node, sequence_id, event_type, category, "timestamp", received_at, source, data, metadata, checksum,
        checksum_algorithm, adapters
    FROM monitoring.monitoring_events;
