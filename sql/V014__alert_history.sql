-- When alerts began to fire and when they resolved, of all nodes.
--
-- It comes through the nodes' event logs: late where the database was away, and twice after a crash. So a row is known by
-- its id.
CREATE TABLE monitoring.alert_history (
    -- The order in which rows were stored, which is not that of their times where a node came late. Lists go by it.
    place     bigint           NOT NULL GENERATED ALWAYS AS IDENTITY,
    id        uuid             NOT NULL,
    at        timestamptz      NOT NULL,
    name      text             COLLATE "C" NOT NULL,
    state     text             NOT NULL,
    severity  text             NOT NULL,
    labels    jsonb            NOT NULL,
    -- Null where the alert resolved because its figure was absent for long, or its rule is gone.
    value     double precision,
    threshold double precision NOT NULL,
    condition text             NOT NULL,
    -- When it began to fire.
    since     timestamptz      NOT NULL,
    node      text             COLLATE "C" NOT NULL,

    CONSTRAINT alert_history_pkey PRIMARY KEY (place),
    CONSTRAINT alert_history_id UNIQUE (id),
    CONSTRAINT alert_history_state CHECK (state IN ('firing', 'resolved'))
);

-- The history of one rule, newest first.
CREATE INDEX alert_history_name ON monitoring.alert_history (name, place);

-- A span of time, and what is kept no longer.
CREATE INDEX alert_history_at ON monitoring.alert_history (at);

-- Adds changes of alerts, an array of objects with the columns as members. A row that is there already stays as it is.
-- Says how many rows are new.
CREATE FUNCTION monitoring.write_alerts(changes jsonb) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    added integer;
BEGIN
    -- As write_events does, and for the same reason.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    -- Where the table cannot be had, that is to show even if there is nothing to add.
    LOCK TABLE monitoring.alert_history IN ROW EXCLUSIVE MODE;

    INSERT INTO monitoring.alert_history (id, at, name, state, severity, labels, value, threshold, condition, since, node)
    SELECT c.id, c.at, c.name, c.state, c.severity, c.labels, c.value, c.threshold, c.condition, c.since, c.node
    FROM jsonb_to_recordset(changes) AS c (id uuid, at timestamptz, name text, state text, severity text, labels jsonb,
        value double precision, threshold double precision, condition text, since timestamptz, node text)
    ORDER BY c.at
    -- The target is named: what breaks somebody else's unique index must be refused, not passed over.
    ON CONFLICT (id) DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END
$$;

-- Deletes changes that are older than this, and at most so many; says how many.
CREATE FUNCTION monitoring.cleanup_alert_history(older_than interval, most integer DEFAULT NULL) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    removed integer;
BEGIN
    IF older_than IS NULL OR older_than < interval '0' THEN
        RAISE EXCEPTION 'expected an age of 0 or more, not %', older_than USING ERRCODE = 'invalid_parameter_value';
    END IF;
    WITH taken AS MATERIALIZED (
        SELECT old.place
        FROM monitoring.alert_history AS old
        WHERE old.at < now() - older_than
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    DELETE FROM monitoring.alert_history AS history
    USING taken
    WHERE history.place = taken.place;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

COMMENT ON TABLE monitoring.alert_history IS 'One row for each time that an alert began to fire, or resolved';
COMMENT ON COLUMN monitoring.alert_history.place IS 'The order of storage: the cursor of lists';
COMMENT ON COLUMN monitoring.alert_history.since IS 'When the alert began to fire';
COMMENT ON FUNCTION monitoring.write_alerts(jsonb) IS
    'Adds changes of alerts, each once; says how many rows are new';
COMMENT ON FUNCTION monitoring.cleanup_alert_history(interval, integer) IS
    'Deletes changes of alerts that are older, at most so many; says how many';
