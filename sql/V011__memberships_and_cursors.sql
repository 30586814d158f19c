-- Which of Supabase's roles are made members of ours, and whether that was done: once in the life of a schema, so that
-- whoever takes a membership back has taken it back for good.
CREATE TABLE monitoring.memberships (
    member     text        COLLATE "C" NOT NULL,
    role       text        COLLATE "C" NOT NULL,
    -- When it was granted, or was found to be there already; null as long as neither was possible.
    settled_at timestamptz,
    granted    boolean     NOT NULL DEFAULT false,

    CONSTRAINT memberships_pkey PRIMARY KEY (member, role)
);

INSERT INTO monitoring.memberships (member, role)
VALUES ('service_role', 'crossfade_writer'), ('service_role', 'crossfade_reader'),
       ('authenticated', 'crossfade_reader'), ('anon', 'crossfade_reader');

-- A schema whose rights were given before had them granted at every start: a membership that is not there now was taken back.
UPDATE monitoring.memberships AS m
SET settled_at = now()
WHERE EXISTS (SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = 'monitoring.monitoring_events'::regclass AND polname = 'readers_read')
  AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = m.member)
  AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = m.role);

COMMENT ON TABLE monitoring.memberships IS
    'Roles of Supabase that are made members of ours, each once: what is taken back is not granted again';
COMMENT ON COLUMN monitoring.memberships.settled_at IS
    'When it was granted or found; null: not yet, so the next migration tries';
COMMENT ON COLUMN monitoring.memberships.granted IS
    'Whether a migration of this schema granted it';

-- Saves cursors as before, but for the first place of a client and channel: nothing else would tell later what the client
-- missed, so that one waits for the disk.
CREATE OR REPLACE FUNCTION monitoring.save_feed_cursors(keys text[], channels text[], positions bigint[]) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    saved    integer;
    has_new  boolean;
BEGIN
    WITH written AS (
        INSERT INTO monitoring.feed_cursors AS known (key, channel, position, at)
        -- In the order of the key, so that two nodes never wait for each other.
        SELECT DISTINCT ON (t.key COLLATE "C", t.channel COLLATE "C") t.key, t.channel, t.position, now()
        FROM unnest(keys, channels, positions) WITH ORDINALITY AS t (key, channel, position, n)
        ORDER BY t.key COLLATE "C", t.channel COLLATE "C", t.n DESC
        ON CONFLICT (key, channel) DO UPDATE SET position = excluded.position, at = excluded.at
        WHERE excluded.at >= known.at
        RETURNING xmax = 0 AS is_new
    )
    SELECT count(*), coalesce(bool_or(is_new), false) INTO saved, has_new FROM written;
    PERFORM set_config('synchronous_commit', CASE WHEN has_new THEN 'on' ELSE 'off' END, true);
    RETURN saved;
END
$$;
