-- What the comparison of both adapters counted, a row a minute, category and record: each holds what came since the one
-- before it, so rows can be added up.
--
-- Records come through the nodes' event logs: late where the database was away, and twice after a crash. So a row is known
-- by its node, its record and its category. A minute has two records of a node where it was started again in it.
CREATE TABLE monitoring.parity_windows (
    node              text        COLLATE "C" NOT NULL,
    record_id         uuid        NOT NULL,
    -- The minute in which it was counted, by the node's clock; the events may be older.
    window_start      timestamptz NOT NULL,
    category          text        COLLATE "C" NOT NULL,
    dual_written      bigint      NOT NULL,
    matched           bigint      NOT NULL,
    changed           bigint      NOT NULL,
    missing_websocket bigint      NOT NULL,
    missing_realtime  bigint      NOT NULL,
    explained         bigint      NOT NULL,
    unverified        bigint      NOT NULL,
    late              bigint      NOT NULL,
    reordered         bigint      NOT NULL,
    duplicate         bigint      NOT NULL,
    written_at        timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT parity_windows_pkey PRIMARY KEY (node, record_id, category)
);

-- The newest in the order of lists, a span of time, and what is kept no longer.
CREATE INDEX parity_windows_window_start ON monitoring.parity_windows (window_start DESC, category);

-- Adds rows, an array of objects with the columns as members. A row that is there already stays as it is. Says how many
-- rows are new.
CREATE FUNCTION monitoring.write_parity_windows(counted jsonb) RETURNS integer
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
    LOCK TABLE monitoring.parity_windows IN ROW EXCLUSIVE MODE;

    INSERT INTO monitoring.parity_windows (node, record_id, window_start, category, dual_written, matched, changed,
        missing_websocket, missing_realtime, explained, unverified, late, reordered, duplicate)
    SELECT c.node, c.record_id, c.window_start, c.category, c.dual_written, c.matched, c.changed,
        c.missing_websocket, c.missing_realtime, c.explained, c.unverified, c.late, c.reordered, c.duplicate
    FROM jsonb_to_recordset(counted) AS c (node text, record_id uuid, window_start timestamptz, category text,
        dual_written bigint, matched bigint, changed bigint, missing_websocket bigint, missing_realtime bigint,
        explained bigint, unverified bigint, late bigint, reordered bigint, duplicate bigint)
    -- The target is named: what breaks somebody else's unique index must be refused, not passed over.
    ON CONFLICT (node, record_id, category) DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END
$$;

-- Deletes rows of minutes that began longer ago than this, and at most so many; says how many.
CREATE FUNCTION monitoring.cleanup_parity_windows(older_than interval, most integer DEFAULT NULL) RETURNS integer
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
        SELECT old.node, old.record_id, old.category
        FROM monitoring.parity_windows AS old
        WHERE old.window_start < now() - older_than
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    DELETE FROM monitoring.parity_windows AS windows
    USING taken
    WHERE (windows.node, windows.record_id, windows.category) = (taken.node, taken.record_id, taken.category);
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

COMMENT ON TABLE monitoring.parity_windows IS
    'What the comparison of both adapters counted of one category on one node in one minute';
COMMENT ON COLUMN monitoring.parity_windows.record_id IS 'A record is stored once, however often it is written';
COMMENT ON COLUMN monitoring.parity_windows.dual_written IS 'Events accepted with a route of both adapters';
COMMENT ON COLUMN monitoring.parity_windows.unverified IS 'Given up undecided, or the daemon went down before';
COMMENT ON FUNCTION monitoring.write_parity_windows(jsonb) IS
    'Adds minutes of parity, each row once; says how many rows are new';
COMMENT ON FUNCTION monitoring.cleanup_parity_windows(interval, integer) IS
    'Deletes minutes of parity that are older, at most so many rows; says how many';
