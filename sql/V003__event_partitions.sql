-- Partitions are made and dropped by functions that run with the owner's rights, so that a writer needs none on tables.
-- A partition is monitoring_events_pYYYYMMDD and holds the events received on that day, UTC.

-- Makes the partitions of these days, both included, where they are missing; says how many it made.
--
-- A partition is made as a table and then attached, since that lock lets reads and writes go on, which CREATE TABLE …
-- PARTITION OF does not. Nobody is granted anything on a partition: rows are reached through the parent, whose
-- policies hold. What the owner inserts into one directly takes the position lock as well.
CREATE FUNCTION monitoring.ensure_event_partitions(from_day date, to_day date) RETURNS integer
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

        EXECUTE format('CREATE TABLE monitoring.%I (LIKE monitoring.monitoring_events INCLUDING ALL)', name);
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

-- Drops the partitions of all days before this one; says how many it dropped.
--
-- The drop needs the whole table for a moment. It waits for it a second and no longer, since all who come after it wait
-- too; what could not be had is left for the next time.
CREATE FUNCTION monitoring.drop_event_partitions(before date) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '1s'
AS $$
DECLARE
    dropped   integer := 0;
    partition text;
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
            EXECUTE format('DROP TABLE IF EXISTS monitoring.%I', partition);
            dropped := dropped + 1;
        EXCEPTION WHEN lock_not_available THEN
            RAISE WARNING 'partition % is in use and stays until the next time', partition;
        END;
    END LOOP;
    RETURN dropped;
END
$$;
