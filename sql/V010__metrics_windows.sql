-- What was counted, by the hour and by the day: computed while flushes are stored, so that nobody has to add up flushes.
--
-- A flush brings its counts by the hour in which the events were received. It is added when it is new, and only then: so
-- one that comes late is in the hour that it belongs to, and one that comes twice changes nothing.
CREATE TABLE monitoring.metrics_hourly (
    -- When the hour began, UTC.
    hour                   timestamptz      NOT NULL,
    -- In byte order, as in validation_metrics.
    event_type             text             COLLATE "C" NOT NULL,
    category               text             COLLATE "C" NOT NULL,
    -- A row a node: nodes never wait for each other's.
    node                   text             COLLATE "C" NOT NULL,
    accepted_events        bigint           NOT NULL,
    websocket_events       bigint           NOT NULL,
    realtime_events        bigint           NOT NULL,
    suppressed_events      bigint           NOT NULL,
    passed_events          bigint           NOT NULL,
    failed_events          bigint           NOT NULL,
    total_errors           bigint           NOT NULL,
    total_warnings         bigint           NOT NULL,
    validation_time_ms     double precision NOT NULL,
    updated_at             timestamptz      NOT NULL DEFAULT now(),
    total_events           bigint           NOT NULL GENERATED ALWAYS AS (passed_events + failed_events) STORED,
    pass_rate              double precision NOT NULL GENERATED ALWAYS AS
        (coalesce(100.0 * passed_events / nullif(passed_events + failed_events, 0), 0)) STORED,
    avg_validation_time_ms double precision NOT NULL GENERATED ALWAYS AS
        (coalesce(validation_time_ms / nullif(passed_events + failed_events, 0), 0)) STORED,

    CONSTRAINT metrics_hourly_pkey PRIMARY KEY (hour, event_type, category, node)
);

CREATE TABLE monitoring.metrics_daily (LIKE monitoring.metrics_hourly INCLUDING DEFAULTS INCLUDING GENERATED);
ALTER TABLE monitoring.metrics_daily RENAME COLUMN hour TO day;
ALTER TABLE monitoring.metrics_daily
    ADD CONSTRAINT metrics_daily_pkey PRIMARY KEY (day, event_type, category, node);

-- Adds rows, an array of objects with these columns as members: what was counted of one kind of event in one hour, as part
-- of a flush. In validation_metrics they are a row an event type, as before. A flush that is there already changes nothing.
-- Says how many rows of validation_metrics are new.
CREATE OR REPLACE FUNCTION monitoring.write_validation_metrics(flushed jsonb) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET "TimeZone" = 'UTC'
AS $$
DECLARE
    added integer;
BEGIN
    -- As write_events does, and for the same reason.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    -- Where a table cannot be had, that is to show even if there is nothing to add.
    LOCK TABLE monitoring.validation_metrics, monitoring.metrics_hourly, monitoring.metrics_daily
        IN ROW EXCLUSIVE MODE;

    WITH given AS MATERIALIZED (
        -- The same flush may be there twice.
        SELECT DISTINCT ON (f.node, f.flush_id, f.event_type, f.category, f.hour) f.*
        FROM jsonb_to_recordset(flushed) AS f (node text, flush_id uuid, event_type text, category text,
            hour timestamptz, window_start timestamptz, window_end timestamptz, accepted_events bigint,
            websocket_events bigint, realtime_events bigint, suppressed_events bigint, passed_events bigint,
            failed_events bigint, total_errors bigint, total_warnings bigint, validation_time_ms double precision)
    ), fresh AS (
        INSERT INTO monitoring.validation_metrics (node, flush_id, event_type, window_start, window_end, passed_events,
            failed_events, total_errors, total_warnings, validation_time_ms)
        SELECT g.node, g.flush_id, g.event_type, min(g.window_start), max(g.window_end), sum(g.passed_events),
            sum(g.failed_events), sum(g.total_errors), sum(g.total_warnings), sum(g.validation_time_ms)
        FROM given AS g
        GROUP BY g.node, g.flush_id, g.event_type
        -- The target is named: what breaks somebody else's unique index must be refused, not passed over.
        ON CONFLICT (node, flush_id, event_type) DO NOTHING
        RETURNING node, flush_id, event_type
    ), counted AS MATERIALIZED (
        SELECT g.* FROM given AS g JOIN fresh AS f USING (node, flush_id, event_type)
    ), by_the_hour AS (
        INSERT INTO monitoring.metrics_hourly AS known (hour, event_type, category, node, accepted_events,
            websocket_events, realtime_events, suppressed_events, passed_events, failed_events, total_errors,
            total_warnings, validation_time_ms)
        SELECT date_trunc('hour', c.hour), c.event_type, c.category, c.node, sum(c.accepted_events),
            sum(c.websocket_events), sum(c.realtime_events), sum(c.suppressed_events), sum(c.passed_events),
            sum(c.failed_events), sum(c.total_errors), sum(c.total_warnings), sum(c.validation_time_ms)
        FROM counted AS c
        GROUP BY date_trunc('hour', c.hour), c.event_type, c.category, c.node
        ON CONFLICT (hour, event_type, category, node) DO UPDATE
        SET accepted_events = known.accepted_events + excluded.accepted_events,
            websocket_events = known.websocket_events + excluded.websocket_events,
            realtime_events = known.realtime_events + excluded.realtime_events,
            suppressed_events = known.suppressed_events + excluded.suppressed_events,
            passed_events = known.passed_events + excluded.passed_events,
            failed_events = known.failed_events + excluded.failed_events,
            total_errors = known.total_errors + excluded.total_errors,
            total_warnings = known.total_warnings + excluded.total_warnings,
            validation_time_ms = known.validation_time_ms + excluded.validation_time_ms,
            updated_at = now()
    ), by_the_day AS (
        INSERT INTO monitoring.metrics_daily AS known (day, event_type, category, node, accepted_events,
            websocket_events, realtime_events, suppressed_events, passed_events, failed_events, total_errors,
            total_warnings, validation_time_ms)
        SELECT date_trunc('day', c.hour), c.event_type, c.category, c.node, sum(c.accepted_events),
            sum(c.websocket_events), sum(c.realtime_events), sum(c.suppressed_events), sum(c.passed_events),
            sum(c.failed_events), sum(c.total_errors), sum(c.total_warnings), sum(c.validation_time_ms)
        FROM counted AS c
        GROUP BY date_trunc('day', c.hour), c.event_type, c.category, c.node
        ON CONFLICT (day, event_type, category, node) DO UPDATE
        SET accepted_events = known.accepted_events + excluded.accepted_events,
            websocket_events = known.websocket_events + excluded.websocket_events,
            realtime_events = known.realtime_events + excluded.realtime_events,
            suppressed_events = known.suppressed_events + excluded.suppressed_events,
            passed_events = known.passed_events + excluded.passed_events,
            failed_events = known.failed_events + excluded.failed_events,
            total_errors = known.total_errors + excluded.total_errors,
            total_warnings = known.total_warnings + excluded.total_warnings,
            validation_time_ms = known.validation_time_ms + excluded.validation_time_ms,
            updated_at = now()
    )
    SELECT count(*) INTO added FROM fresh;
    RETURN added;
END
$$;

-- Deletes hours and days that began longer ago than these, and at most so many rows of each; says how many.
CREATE FUNCTION monitoring.cleanup_metrics_windows(hours_older_than interval, days_older_than interval,
    most integer DEFAULT NULL) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hours integer;
    days  integer;
BEGIN
    IF hours_older_than IS NULL OR hours_older_than < interval '0' OR days_older_than IS NULL
            OR days_older_than < interval '0' THEN
        RAISE EXCEPTION 'expected two ages of 0 or more, not % and %', hours_older_than, days_older_than
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    WITH taken AS MATERIALIZED (
        SELECT old.hour, old.event_type, old.category, old.node
        FROM monitoring.metrics_hourly AS old
        WHERE old.hour < now() - hours_older_than
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    DELETE FROM monitoring.metrics_hourly AS h
    USING taken
    WHERE (h.hour, h.event_type, h.category, h.node) = (taken.hour, taken.event_type, taken.category, taken.node);
    GET DIAGNOSTICS hours = ROW_COUNT;
    WITH taken AS MATERIALIZED (
        SELECT old.day, old.event_type, old.category, old.node
        FROM monitoring.metrics_daily AS old
        WHERE old.day < now() - days_older_than
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    DELETE FROM monitoring.metrics_daily AS d
    USING taken
    WHERE (d.day, d.event_type, d.category, d.node) = (taken.day, taken.event_type, taken.category, taken.node);
    GET DIAGNOSTICS days = ROW_COUNT;
    RETURN hours + days;
END
$$;

COMMENT ON TABLE monitoring.metrics_hourly IS
    'What was counted of one kind of event on one node in one hour, as far as it has been flushed';
COMMENT ON TABLE monitoring.metrics_daily IS
    'What was counted of one kind of event on one node on one day, UTC, as far as it has been flushed';
COMMENT ON COLUMN monitoring.metrics_hourly.accepted_events IS 'Events in the event log';
COMMENT ON COLUMN monitoring.metrics_daily.accepted_events IS 'Events in the event log';
COMMENT ON COLUMN monitoring.metrics_hourly.total_events IS 'Events that validation judged, refused ones as well';
COMMENT ON COLUMN monitoring.metrics_daily.total_events IS 'Events that validation judged, refused ones as well';
COMMENT ON COLUMN monitoring.metrics_hourly.pass_rate IS 'In percent';
COMMENT ON COLUMN monitoring.metrics_daily.pass_rate IS 'In percent';
COMMENT ON FUNCTION monitoring.cleanup_metrics_windows(interval, interval, integer) IS
    'Deletes hours and days that began longer ago, at most so many rows of each; says how many';
