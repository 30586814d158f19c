-- What delivery from the database needs: a doorbell, what retention has taken away, and up to where clients were served.

-- Rings for whoever listens on crossfade_feed when rows have been added; heard when they are committed. It tells the
-- newest position, which the statement holds the position lock for, but anybody may ring: a listener looks for itself.
-- Rows that the owner puts into a partition directly ring nothing, so a listener looks from time to time as well.
CREATE FUNCTION monitoring.ring_feed() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- One listener of any database of the server that never reads lets the queue fill up; a full one would refuse the
    -- commit, and no event is worth less than its doorbell.
    IF pg_notification_queue_usage() < 0.5 THEN
        PERFORM pg_notify('crossfade_feed', CASE WHEN is_called THEN last_value ELSE 0 END::text)
        FROM monitoring.event_position;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ring_feed AFTER INSERT ON monitoring.monitoring_events
    FOR EACH STATEMENT EXECUTE FUNCTION monitoring.ring_feed();

-- One row: the highest position that was in a partition which retention has dropped. Whoever was served up to there, or
-- further, has missed nothing by it.
CREATE TABLE monitoring.feed_retention (
    one     boolean NOT NULL DEFAULT true,
    dropped bigint  NOT NULL,

    CONSTRAINT feed_retention_pkey PRIMARY KEY (one),
    CONSTRAINT feed_retention_one CHECK (one)
);

-- Nobody noted what was dropped before: all below the oldest row that is left may have been.
INSERT INTO monitoring.feed_retention (dropped)
SELECT coalesce((SELECT min(position) - 1 FROM monitoring.monitoring_events),
    CASE WHEN is_called THEN last_value ELSE 0 END)
FROM monitoring.event_position;

-- As before, and notes what it drops. The locks are those that the drop takes, in its order, only sooner: what is
-- written to the partition until then is counted, and nothing is written to it any more.
CREATE OR REPLACE FUNCTION monitoring.drop_event_partitions(before date) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '1s'
AS $$
DECLARE
    dropped_days integer := 0;
    partition    text;
    highest      bigint;
BEGIN
    IF before IS NULL OR before > (now() AT TIME ZONE 'UTC')::date THEN
        RAISE EXCEPTION 'expected a day that is not to come, not %', before USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR partition IN
        SELECT child.relname
        FROM pg_inherits
        JOIN pg_class child ON child.oid = pg_inherits.inhrelid
        WHERE pg_inherits.inhparent = 'monitoring.monitoring_events'::regclass
          AND child.relname ~ '^monitoring_events_p[0-9]{8}$'
          AND child.relname < 'monitoring_events_p' || to_char(before, 'YYYYMMDD')
        ORDER BY child.relname
    LOOP
        BEGIN
            LOCK TABLE ONLY monitoring.monitoring_events IN ACCESS EXCLUSIVE MODE;
            -- Another session may have dropped it while this one waited.
            CONTINUE WHEN NOT EXISTS (SELECT FROM pg_class
                WHERE pg_class.relname = partition AND pg_class.relnamespace = 'monitoring'::regnamespace);
            EXECUTE format('SELECT max(position) FROM monitoring.%I', partition) INTO highest;
            EXECUTE format('DROP TABLE monitoring.%I', partition);
            UPDATE monitoring.feed_retention SET dropped = highest WHERE dropped < highest;
            dropped_days := dropped_days + 1;
        EXCEPTION WHEN lock_not_available THEN
            RAISE WARNING 'partition % is in use and stays until the next time', partition;
        END;
    END LOOP;
    RETURN dropped_days;
END
$$;

-- How far the committed events reach: none will come at or below newest any more, since positions are committed in
-- their order. The sequence could not tell: it counts what is not committed, too.
CREATE FUNCTION monitoring.feed_position(OUT newest bigint, OUT dropped bigint)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT greatest((SELECT max(position) FROM monitoring.monitoring_events), r.dropped), r.dropped
    INTO newest, dropped
    FROM monitoring.feed_retention r;
END
$$;

-- Up to where a client has been served on a channel, by the name that it gave itself.
CREATE TABLE monitoring.feed_cursors (
    key      text        COLLATE "C" NOT NULL,
    channel  text        COLLATE "C" NOT NULL,
    position bigint      NOT NULL,
    at       timestamptz NOT NULL,

    CONSTRAINT feed_cursors_pkey PRIMARY KEY (key, channel),
    CONSTRAINT feed_cursors_key CHECK (length(key) BETWEEN 1 AND 200),
    CONSTRAINT feed_cursors_channel CHECK (length(channel) BETWEEN 1 AND 200),
    CONSTRAINT feed_cursors_position CHECK (position >= 0)
);

-- The oldest are deleted.
CREATE INDEX feed_cursors_at ON monitoring.feed_cursors (at);

-- Saves cursors, an array a column; the last of several for one client and channel counts. Says how many it saved.
--
-- The later word holds, whatever its position: a client that begins anew further back has been served up to there only,
-- and what comes too often does no harm. Nor does a crash of the server that takes the last words back, so nothing waits
-- for the disk.
CREATE FUNCTION monitoring.save_feed_cursors(keys text[], channels text[], positions bigint[]) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    saved integer;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO monitoring.feed_cursors AS known (key, channel, position, at)
    -- In the order of the key, so that two nodes never wait for each other.
    SELECT DISTINCT ON (t.key COLLATE "C", t.channel COLLATE "C") t.key, t.channel, t.position, now()
    FROM unnest(keys, channels, positions) WITH ORDINALITY AS t (key, channel, position, n)
    ORDER BY t.key COLLATE "C", t.channel COLLATE "C", t.n DESC
    ON CONFLICT (key, channel) DO UPDATE SET position = excluded.position, at = excluded.at
    WHERE excluded.at >= known.at;
    GET DIAGNOSTICS saved = ROW_COUNT;
    RETURN saved;
END
$$;

-- The position saved for a client and channel; null where there is none.
CREATE FUNCTION monitoring.feed_cursor(of_key text, of_channel text) RETURNS bigint
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.position FROM monitoring.feed_cursors c WHERE c.key = of_key AND c.channel = of_channel
$$;

-- Deletes the cursors that were not saved for so long, and the oldest where there are more than so many; says how many.
CREATE FUNCTION monitoring.prune_feed_cursors(keep interval, most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old   integer;
    extra integer;
BEGIN
    IF keep IS NULL OR keep < interval '0' OR most IS NULL OR most < 0 THEN
        RAISE EXCEPTION 'expected a time and a number to keep, not % and %', keep, most
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    DELETE FROM monitoring.feed_cursors WHERE at < now() - keep;
    GET DIAGNOSTICS old = ROW_COUNT;
    DELETE FROM monitoring.feed_cursors c
    USING (SELECT f.key, f.channel FROM monitoring.feed_cursors f ORDER BY f.at DESC OFFSET most) AS surplus
    WHERE c.key = surplus.key AND c.channel = surplus.channel;
    GET DIAGNOSTICS extra = ROW_COUNT;
    RETURN old + extra;
END
$$;

COMMENT ON TABLE monitoring.feed_retention IS
    'One row: the highest position that was in a partition which retention has dropped';
COMMENT ON TABLE monitoring.feed_cursors IS
    'Up to where clients of the realtime adapter have been served, by their own key and channel';
COMMENT ON COLUMN monitoring.feed_cursors.at IS 'When it was saved last: the oldest are deleted first';
COMMENT ON FUNCTION monitoring.feed_position() IS
    'The newest committed position, and the highest that retention has dropped';
COMMENT ON FUNCTION monitoring.save_feed_cursors(text[], text[], bigint[]) IS
    'Saves cursors of clients; a later word replaces an earlier one';
COMMENT ON FUNCTION monitoring.feed_cursor(text, text) IS
    'The position saved for a client and channel; null where there is none';
COMMENT ON FUNCTION monitoring.prune_feed_cursors(interval, integer) IS
    'Deletes cursors that are too old or too many; says how many';
