-- What validation counted, a row an event type and flush: each holds what came since the flush before it.
--
-- Flushes come through the nodes' event logs: late where the database was away, and twice after a crash. So a row is known
-- by its node, its flush and its type.
CREATE TABLE monitoring.validation_metrics (
    node                   text             NOT NULL,
    flush_id               uuid             NOT NULL,
    -- In byte order: compared faster, and the same on every server.
    event_type             text             COLLATE "C" NOT NULL,
    -- The time in which the node counted, by its clock.
    window_start           timestamptz      NOT NULL,
    window_end             timestamptz      NOT NULL,
    passed_events          bigint           NOT NULL,
    failed_events          bigint           NOT NULL,
    total_errors           bigint           NOT NULL,
    total_warnings         bigint           NOT NULL,
    -- Of all events together: rows can be added up, and averages cannot.
    validation_time_ms     double precision NOT NULL,
    total_events           bigint           NOT NULL GENERATED ALWAYS AS (passed_events + failed_events) STORED,
    pass_rate              double precision NOT NULL GENERATED ALWAYS AS
        (coalesce(100.0 * passed_events / nullif(passed_events + failed_events, 0), 0)) STORED,
    avg_validation_time_ms double precision NOT NULL GENERATED ALWAYS AS
        (coalesce(validation_time_ms / nullif(passed_events + failed_events, 0), 0)) STORED,
    created_at             timestamptz      NOT NULL DEFAULT now(),

    CONSTRAINT validation_metrics_pkey PRIMARY KEY (node, flush_id, event_type)
);

-- The newest, a span of time, and what is kept no longer.
CREATE INDEX validation_metrics_window_end ON monitoring.validation_metrics (window_end);

-- The flushes that ended within the last hour.
CREATE VIEW monitoring.validation_metrics_recent AS
    SELECT metrics.event_type, metrics.total_events, metrics.passed_events, metrics.failed_events, metrics.pass_rate,
        metrics.avg_validation_time_ms, metrics.total_errors, metrics.total_warnings, metrics.node, metrics.flush_id,
        metrics.window_start, metrics.window_end, metrics.created_at
    FROM monitoring.validation_metrics AS metrics
    WHERE metrics.window_end >= now() - interval '1 hour'
    ORDER BY metrics.window_end DESC, metrics.event_type;

-- A row an event type, over all that is kept and all nodes; a rate or an average is that of all its events.
CREATE VIEW monitoring.validation_metrics_summary AS
    SELECT metrics.event_type,
        sum(metrics.total_events)::bigint AS total_events,
        sum(metrics.passed_events)::bigint AS passed_events,
        sum(metrics.failed_events)::bigint AS failed_events,
        coalesce(100.0 * sum(metrics.passed_events) / nullif(sum(metrics.total_events), 0), 0)::double precision
            AS pass_rate,
        coalesce(sum(metrics.validation_time_ms) / nullif(sum(metrics.total_events), 0), 0)::double precision
            AS avg_validation_time_ms,
        sum(metrics.total_errors)::bigint AS total_errors,
        sum(metrics.total_warnings)::bigint AS total_warnings,
        min(metrics.window_start) AS window_start,
        max(metrics.window_end) AS window_end
    FROM monitoring.validation_metrics AS metrics
    GROUP BY metrics.event_type
    ORDER BY metrics.event_type;

-- Adds rows, an array of objects with the columns as members. A row that is there already stays as it is. Says how many
-- rows are new.
CREATE FUNCTION monitoring.write_validation_metrics(flushed jsonb) RETURNS integer
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
    LOCK TABLE monitoring.validation_metrics IN ROW EXCLUSIVE MODE;

    INSERT INTO monitoring.validation_metrics (node, flush_id, event_type, window_start, window_end, passed_events,
        failed_events, total_errors, total_warnings, validation_time_ms)
    SELECT f.node, f.flush_id, f.event_type, f.window_start, f.window_end, f.passed_events, f.failed_events,
        f.total_errors, f.total_warnings, f.validation_time_ms
    FROM jsonb_to_recordset(flushed) AS f (node text, flush_id uuid, event_type text, window_start timestamptz,
        window_end timestamptz, passed_events bigint, failed_events bigint, total_errors bigint,
        total_warnings bigint, validation_time_ms double precision)
    -- The target is named: what breaks somebody else's unique index must be refused, not passed over.
    ON CONFLICT (node, flush_id, event_type) DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END
$$;

-- Deletes rows of windows that ended longer ago than this, and at most so many; says how many.
CREATE FUNCTION monitoring.cleanup_validation_metrics(older_than interval, most integer DEFAULT NULL) RETURNS integer
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
        SELECT old.node, old.flush_id, old.event_type
        FROM monitoring.validation_metrics AS old
        WHERE old.window_end < now() - older_than
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    DELETE FROM monitoring.validation_metrics AS metrics
    USING taken
    WHERE metrics.node = taken.node AND metrics.flush_id = taken.flush_id AND metrics.event_type = taken.event_type;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

COMMENT ON TABLE monitoring.validation_metrics IS
    'One row an event type and flush: what validation counted since the flush before';
COMMENT ON COLUMN monitoring.validation_metrics.flush_id IS 'A flush is stored once, however often it is written';
COMMENT ON COLUMN monitoring.validation_metrics.pass_rate IS 'In percent';
COMMENT ON COLUMN monitoring.validation_metrics.avg_validation_time_ms IS 'Milliseconds an event';
COMMENT ON COLUMN monitoring.validation_metrics.validation_time_ms IS 'Milliseconds, all events together';
COMMENT ON VIEW monitoring.validation_metrics_recent IS 'The flushes that ended within the last hour, newest first';
COMMENT ON VIEW monitoring.validation_metrics_summary IS 'All that is kept, a row an event type';
COMMENT ON FUNCTION monitoring.write_validation_metrics(jsonb) IS
    'Adds flushed metrics, each row once; says how many rows are new';
COMMENT ON FUNCTION monitoring.cleanup_validation_metrics(interval, integer) IS
    'Deletes metrics that are older, at most so many rows; says how many';
