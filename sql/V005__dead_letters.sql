-- Events that the database refused for good, each with the reason, until it is stored after all or given up.
--
-- Nobody but the owner touches the table: every change is one of the functions below, and each looks for the status
-- that it starts from, so that two who come at the same moment cannot undo what the other did.

CREATE TABLE monitoring.dead_letter_queue (
    id                bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    node              text        NOT NULL,
    sequence_id       bigint      NOT NULL,
    -- The whole event. json, not jsonb, which refuses some of what json holds: \u0000, numbers of any size, half a
    -- surrogate pair. The daemon writes it in ASCII, so that no database encoding refuses it either. For the same
    -- reason nothing may ask for its members in SQL: ->> fails where one of them cannot be shown.
    original_payload  json        NOT NULL,
    payload_bytes     integer     NOT NULL GENERATED ALWAYS AS (octet_length(original_payload::text)) STORED,
    failure_reason    text        NOT NULL,
    sqlstate          text        NOT NULL,
    retry_count       integer     NOT NULL DEFAULT 0,
    max_retries       integer     NOT NULL,
    status            text        NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now(),
    last_retry_at     timestamptz,
    next_retry_at     timestamptz,
    recovered_at      timestamptz,
    -- Who retries a letter holds it until then, and shows the number of the claim when it tells the outcome.
    leased_until      timestamptz,
    claim             bigint      NOT NULL DEFAULT 0,

    CONSTRAINT dead_letter_queue_pkey PRIMARY KEY (id),
    -- The same event refused twice is one dead letter.
    CONSTRAINT dead_letter_queue_event UNIQUE (node, sequence_id),
    CONSTRAINT dead_letter_queue_status CHECK (status IN ('pending', 'retrying', 'recovered', 'failed')),
    CONSTRAINT dead_letter_queue_times CHECK
        ((status = 'pending') = (next_retry_at IS NOT NULL)
        AND (status = 'retrying') = (leased_until IS NOT NULL)
        AND (status = 'recovered') = (recovered_at IS NOT NULL))
);

-- What is due, oldest first.
CREATE INDEX dead_letter_queue_due ON monitoring.dead_letter_queue ((coalesce(leased_until, next_retry_at)))
    WHERE status IN ('pending', 'retrying');

-- Lists and counts by status.
CREATE INDEX dead_letter_queue_status ON monitoring.dead_letter_queue (status, id);

-- Adds letters, one an element of every array; one that is there already stays as it is. Without retries a letter has
-- failed at once. Says how many it added.
CREATE FUNCTION monitoring.add_dead_letters(payloads text[], nodes text[], sequence_ids bigint[], sqlstates text[],
        reasons text[], max_retries integer, first_delay interval) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    added integer;
BEGIN
    INSERT INTO monitoring.dead_letter_queue (node, sequence_id, original_payload, failure_reason, sqlstate,
        max_retries, status, next_retry_at)
    SELECT letter.node, letter.sequence_id, letter.payload::json, left(letter.reason, 2000), letter.sqlstate,
        add_dead_letters.max_retries,
        CASE WHEN add_dead_letters.max_retries > 0 THEN 'pending' ELSE 'failed' END,
        CASE WHEN add_dead_letters.max_retries > 0 THEN now() + first_delay END
    FROM unnest(payloads, nodes, sequence_ids, sqlstates, reasons)
        WITH ORDINALITY AS letter (payload, node, sequence_id, sqlstate, reason, place)
    ORDER BY letter.place
    ON CONFLICT ON CONSTRAINT dead_letter_queue_event DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END
$$;

-- Hands out letters that are due, the one that has waited longest first, and those whose last holder did not come back
-- in time. Nobody else gets them until the lease is over.
CREATE FUNCTION monitoring.claim_dead_letters(most integer, lease interval)
        RETURNS SETOF monitoring.dead_letter_queue
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    -- Materialized: a plan that ran this more than once would take more than it was asked for.
    WITH taken AS MATERIALIZED (
        SELECT due.id
        FROM monitoring.dead_letter_queue AS due
        WHERE due.status IN ('pending', 'retrying') AND coalesce(due.leased_until, due.next_retry_at) <= now()
        ORDER BY coalesce(due.leased_until, due.next_retry_at)
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    UPDATE monitoring.dead_letter_queue AS letter
    SET status = 'retrying', leased_until = clock_timestamp() + lease, next_retry_at = NULL, claim = letter.claim + 1
    FROM taken
    WHERE letter.id = taken.id
    RETURNING letter.*
$$;

-- Hands out one letter before it is due, also one that has failed; nothing where it is not there, is recovered or is
-- being retried.
CREATE FUNCTION monitoring.claim_dead_letter(letter_id bigint, lease interval)
        RETURNS SETOF monitoring.dead_letter_queue
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE monitoring.dead_letter_queue AS letter
    SET status = 'retrying', leased_until = clock_timestamp() + lease, next_retry_at = NULL, claim = letter.claim + 1
    WHERE letter.id = letter_id
      AND (letter.status IN ('pending', 'failed') OR (letter.status = 'retrying' AND letter.leased_until <= now()))
    RETURNING letter.*
$$;

-- Says that the event of a claimed letter is stored. False where the letter is not held under that claim any more.
CREATE FUNCTION monitoring.recover_dead_letter(letter_id bigint, under_claim bigint) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE monitoring.dead_letter_queue AS letter
    SET status = 'recovered', recovered_at = now(), last_retry_at = now(), leased_until = NULL
    WHERE letter.id = letter_id AND letter.status = 'retrying' AND letter.claim = under_claim;
    RETURN FOUND;
END
$$;

-- Says that the event of a claimed letter was refused again: it is due again after the delay, or has failed, once it was
-- retried as often as it may be or where there is no delay, since another retry is of no use. Returns the new status; null where the letter is not held under that claim any more.
CREATE FUNCTION monitoring.increment_retry_count(letter_id bigint, under_claim bigint, reason text, state text,
        delay interval) RETURNS text
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE monitoring.dead_letter_queue AS letter
    SET retry_count = letter.retry_count + 1,
        failure_reason = left(reason, 2000),
        sqlstate = state,
        status = CASE WHEN letter.retry_count + 1 < letter.max_retries AND delay IS NOT NULL
            THEN 'pending' ELSE 'failed' END,
        next_retry_at = CASE WHEN letter.retry_count + 1 < letter.max_retries THEN now() + delay END,
        last_retry_at = now(),
        leased_until = NULL
    WHERE letter.id = letter_id AND letter.status = 'retrying' AND letter.claim = under_claim
    RETURNING letter.status
$$;

-- Makes letters due that wait or have failed, by id, from behind that one on, and at most so many; says how many these
-- are and which is the last, null where there is none. One that has failed is retried once. All together take their time
-- where they are many.
CREATE FUNCTION monitoring.schedule_dead_letters(behind bigint DEFAULT 0, most integer DEFAULT NULL,
        OUT scheduled integer, OUT last bigint)
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    -- Locked in one order, so that two who do this at once wait for each other instead of blocking each other.
    WITH taken AS MATERIALIZED (
        SELECT waiting.id
        FROM monitoring.dead_letter_queue AS waiting
        WHERE waiting.status IN ('pending', 'failed') AND waiting.id > behind
        ORDER BY waiting.id
        LIMIT most
        FOR UPDATE
    ), changed AS (
        UPDATE monitoring.dead_letter_queue AS letter
        SET status = 'pending', next_retry_at = least(letter.next_retry_at, now())
        FROM taken
        WHERE letter.id = taken.id
        RETURNING letter.id
    )
    SELECT count(*)::integer, max(id) FROM changed
$$;

-- Deletes a letter and returns it; nothing where it is not there or is being retried.
CREATE FUNCTION monitoring.discard_dead_letter(letter_id bigint) RETURNS SETOF monitoring.dead_letter_queue
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM monitoring.dead_letter_queue AS letter
    WHERE letter.id = letter_id AND (letter.status <> 'retrying' OR letter.leased_until <= now())
    RETURNING letter.*
$$;

-- Deletes letters that were recovered, or have failed, longer ago than this, and at most so many; says how many.
CREATE FUNCTION monitoring.cleanup_dead_letters(older_than interval, most integer DEFAULT NULL) RETURNS integer
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
        SELECT old.id
        FROM monitoring.dead_letter_queue AS old
        WHERE old.status IN ('recovered', 'failed')
          AND coalesce(old.recovered_at, old.last_retry_at, old.created_at) <= now() - older_than
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    DELETE FROM monitoring.dead_letter_queue AS letter
    USING taken
    WHERE letter.id = taken.id;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

-- How it stands, in one row. recovery_rate is the share of recovered ones, 0 to 1, among those that are recovered or
-- have failed; it and average_retries are null where there is nothing to take them from.
CREATE FUNCTION monitoring.get_dlq_stats() RETURNS TABLE (total bigint, pending bigint, retrying bigint,
        recovered bigint, failed bigint, oldest_pending_at timestamptz, oldest_pending_age interval,
        average_retries double precision, recovery_rate double precision)
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*),
        count(*) FILTER (WHERE letter.status = 'pending'),
        count(*) FILTER (WHERE letter.status = 'retrying'),
        count(*) FILTER (WHERE letter.status = 'recovered'),
        count(*) FILTER (WHERE letter.status = 'failed'),
        min(letter.created_at) FILTER (WHERE letter.status = 'pending'),
        now() - min(letter.created_at) FILTER (WHERE letter.status = 'pending'),
        avg(letter.retry_count)::double precision,
        count(*) FILTER (WHERE letter.status = 'recovered')::double precision
            / nullif(count(*) FILTER (WHERE letter.status IN ('recovered', 'failed')), 0)
    FROM monitoring.dead_letter_queue AS letter
$$;

-- What the next round of retries takes, in its order.
CREATE VIEW monitoring.dlq_pending_retry AS
    SELECT letter.id, letter.node, letter.sequence_id, letter.original_payload, letter.failure_reason, letter.sqlstate,
        letter.retry_count, letter.max_retries, letter.status, letter.created_at, letter.last_retry_at,
        letter.next_retry_at, letter.leased_until
    FROM monitoring.dead_letter_queue AS letter
    WHERE letter.status IN ('pending', 'retrying') AND coalesce(letter.leased_until, letter.next_retry_at) <= now()
    ORDER BY coalesce(letter.leased_until, letter.next_retry_at);

-- A row a status, also where there is no letter in it.
CREATE VIEW monitoring.dlq_summary AS
    SELECT every.status, count(letter.id) AS letters, min(letter.created_at) AS oldest, max(letter.created_at) AS newest,
        avg(letter.retry_count)::double precision AS average_retries
    FROM (VALUES (1, 'pending'), (2, 'retrying'), (3, 'recovered'), (4, 'failed')) AS every (place, status)
    LEFT JOIN monitoring.dead_letter_queue AS letter ON letter.status = every.status
    GROUP BY every.place, every.status
    ORDER BY every.place;
