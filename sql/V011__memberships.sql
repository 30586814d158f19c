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
