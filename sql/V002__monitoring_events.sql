-- Every stored event, in one table that is cut into a partition a day.

-- CACHE 1 (also the default): a session that held numbers back would hand them out late, out of order.
CREATE SEQUENCE monitoring.event_position AS bigint CACHE 1;

CREATE TABLE monitoring.monitoring_events (
    -- Place in the feed, the same order for every reader. Nobody but the owner may give it (see the rights).
    position            bigint      NOT NULL DEFAULT nextval('monitoring.event_position'),
    id                  uuid        NOT NULL,
    node                text        NOT NULL,
    sequence_id         bigint      NOT NULL,
    event_type          text        NOT NULL,
    category            text        NOT NULL,
    "timestamp"         timestamptz NOT NULL,
    received_at         timestamptz NOT NULL,
    source              text        NOT NULL,
    data                jsonb       NOT NULL,
    metadata            jsonb       NOT NULL,
    checksum            text        NOT NULL,
    checksum_algorithm  text        NOT NULL,
    adapters            text[]      NOT NULL,
    created_at          timestamptz NOT NULL DEFAULT now(),

    -- The same event written twice is stored once. received_at is here because the partition key must be; it is fixed
    -- when the event is accepted, so a repeat carries the same one. As primary key it is the replica identity too.
    CONSTRAINT monitoring_events_pkey PRIMARY KEY (node, sequence_id, received_at),

    -- Readers map these to closed sets and could not read any other value back. With and without them,
    -- inserts took the same time within the spread of the measurement.
    CONSTRAINT monitoring_events_category CHECK
        (category IN ('critical', 'performance', 'user_activity', 'system', 'debug')),
    CONSTRAINT monitoring_events_adapters CHECK
        (adapters IN ('{websocket,realtime}', '{websocket}', '{realtime}', '{}'))
) PARTITION BY RANGE (received_at);

ALTER SEQUENCE monitoring.event_position OWNED BY monitoring.monitoring_events.position;

-- The cursor of every reader: feed, resume and history page by position. Its keys only grow, so that an insert touches
-- the last leaf alone. Not UNIQUE: the partition key would have to be in it, and the sequence never repeats.
CREATE INDEX monitoring_events_position ON monitoring.monitoring_events (position);

-- History and time series ask for ranges of time. Rows lie on disk nearly in time order, so block ranges find them at
-- a hundredth of a btree's size and next to no cost per insert.
CREATE INDEX monitoring_events_time ON monitoring.monitoring_events
    USING brin (received_at, "timestamp") WITH (pages_per_range = 32, autosummarize = on);

-- Positions must become visible in their order: a reader that has seen position n and asks for more than n must never
-- miss a row that commits later with a lower one. So whoever inserts holds one lock from before its first nextval until
-- its commit. A trigger takes it, since a trigger cannot be forgotten by any writer, whatever its path; a statement's
-- BEFORE triggers run before the first row of its source is made, so before any default is evaluated.
--
-- Advisory lock 7165912498748551027 is 'crosspos' in ASCII: the position lock.
-- Advisory lock 7165912498747761772 is 'crossddl' in ASCII: partitions and rights, one session at a time.
CREATE FUNCTION monitoring.take_position_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7165912498748551027);
    RETURN NULL;
END
$$;

CREATE TRIGGER take_position_lock BEFORE INSERT ON monitoring.monitoring_events
    FOR EACH STATEMENT EXECUTE FUNCTION monitoring.take_position_lock();

-- Keeps statements that are sent ahead on one connection in order. Each names the one before it and itself; when that
-- one did not commit, this one fails too, so that a later batch never gets a lower position than an earlier one that is
-- written again. The setting is undone with its transaction, so it always names the last that did commit.
CREATE FUNCTION monitoring.follow(previous bigint, this bigint) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF coalesce(nullif(current_setting('crossfade.batch', true), ''), '0')::bigint <> previous THEN
        RAISE EXCEPTION 'the statement before this one was not committed' USING ERRCODE = 'CF001';
    END IF;
    PERFORM set_config('crossfade.batch', this::text, false);
    RETURN true;
END
$$;
