-- The two roles that everybody who is not the owner acts through. They cannot log in: a login role is made a member.
--
-- Roles belong to the whole server, so they may be there already, made by another database or by an administrator; and
-- whoever migrates may not be permitted to make them. Neither stops the migration: the owner of the schema needs no
-- role to work with it, and rights are given again at the end of every migration (afterMigrate__rights.sql), so that
-- roles made later get theirs with the next one.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['crossfade_writer', 'crossfade_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION
                WHEN insufficient_privilege THEN
                    RAISE WARNING 'role % is missing and % may not create it: have an administrator run CREATE ROLE % NOLOGIN, then migrate again',
                        wanted, current_user, wanted;
                WHEN duplicate_object OR unique_violation THEN
                    NULL; -- another database of this server made it at the same moment
            END;
        END IF;
    END LOOP;
END
$$;
