-- What was changed in the configuration, by whom and why, and the overrides that are in force because of it.
--
-- Both come through the nodes' event logs: late where the database was away, and twice after a crash. So a row is known
-- by its id, and an override by the time of its change.

-- One row a change. Nothing drops rows: they are few, and they are what is asked for years later.
CREATE TABLE monitoring.config_audit (
    -- The order in which rows were stored, which is not that of their times where a node came late. Lists go by it.
    place           bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    id              uuid        NOT NULL,
    at              timestamptz NOT NULL,
    actor           text        NOT NULL,
    layer           text        NOT NULL,
    -- ASCII, by a rule of the configuration; in byte order, so that the keys below one lie together.
    key             text        COLLATE "C" NOT NULL,
    -- Null where there was no value before, or is none now.
    old             jsonb,
    new             jsonb,
    reason          text        NOT NULL,
    -- Of the node's configuration; nodes count on their own.
    version         bigint      NOT NULL,
    node            text        NOT NULL,
    override_change text        NOT NULL,

    CONSTRAINT config_audit_pkey PRIMARY KEY (place),
    CONSTRAINT config_audit_id UNIQUE (id),
    CONSTRAINT config_audit_override_change CHECK (override_change IN ('none', 'set', 'dropped'))
);

-- The history of a key, or of all below it, newest first.
CREATE INDEX config_audit_key ON monitoring.config_audit (key, place);

-- A span of time.
CREATE INDEX config_audit_at ON monitoring.config_audit (at);

-- The newest change of each override. One that was dropped stays, without its value, so that an older change which comes
-- late does not bring it back.
CREATE TABLE monitoring.config_overrides (
    key     text        COLLATE "C" NOT NULL,
    -- Null also where the override says that there is to be no value.
    value   jsonb,
    dropped boolean     NOT NULL,
    actor   text        NOT NULL,
    reason  text        NOT NULL,
    at      timestamptz NOT NULL,
    version bigint      NOT NULL,
    node    text        NOT NULL,

    CONSTRAINT config_overrides_pkey PRIMARY KEY (key)
);

-- Adds audit rows, an array of objects with the columns as members, and keeps the overrides that they change up to
-- date. A row that is there already stays as it is. Says how many rows are new.
CREATE FUNCTION monitoring.write_audit(changes jsonb) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    change record;
    added  integer := 0;
BEGIN
    -- As write_events does, and for the same reason.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    -- Where a table cannot be had, that is to show even if there is nothing to add.
    LOCK TABLE monitoring.config_audit, monitoring.config_overrides IN ROW EXCLUSIVE MODE;

    FOR change IN
        SELECT * FROM jsonb_to_recordset(changes) AS c (id uuid, at timestamptz, actor text, layer text, key text,
            old jsonb, new jsonb, reason text, version bigint, node text, override_change text)
    LOOP
        INSERT INTO monitoring.config_audit (id, at, actor, layer, key, old, new, reason, version, node,
            override_change)
        VALUES (change.id, change.at, change.actor, change.layer, change.key, change.old, change.new, change.reason,
            change.version, change.node, change.override_change)
        -- The target is named: what breaks somebody else's unique index must be refused, not passed over.
        ON CONFLICT (id) DO NOTHING;
        IF FOUND THEN
            added := added + 1;
        END IF;

        CONTINUE WHEN change.override_change = 'none';
        INSERT INTO monitoring.config_overrides AS known (key, value, dropped, actor, reason, at, version, node)
        VALUES (change.key, CASE change.override_change WHEN 'set' THEN change.new END,
            change.override_change = 'dropped', change.actor, change.reason, change.at, change.version, change.node)
        ON CONFLICT (key) DO UPDATE
        SET value = excluded.value, dropped = excluded.dropped, actor = excluded.actor, reason = excluded.reason,
            at = excluded.at, version = excluded.version, node = excluded.node
        -- Of two changes at the same moment all databases take the same one.
        WHERE (excluded.at, excluded.version, excluded.node) > (known.at, known.version, known.node);
    END LOOP;
    RETURN added;
END
$$;

COMMENT ON TABLE monitoring.config_audit IS
    'One row a change of the configuration, from any layer; kept for ever';
COMMENT ON COLUMN monitoring.config_audit.place IS 'The order of storage: the cursor of lists';
COMMENT ON COLUMN monitoring.config_audit.version IS 'Of the configuration of the node that made the change';
COMMENT ON TABLE monitoring.config_overrides IS
    'The newest change of each override; a dropped one stays without its value';
COMMENT ON FUNCTION monitoring.write_audit(jsonb) IS
    'Adds audit rows, each once, and keeps config_overrides up to date; says how many rows are new';
