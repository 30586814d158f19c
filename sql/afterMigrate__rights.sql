-- Who may do what in the schema: run after every migration, and it changes only what is not yet so. A role that is
-- missing is left out; it gets its rights with the first migration after it was made. What is missing, what was not
-- permitted and what was granted to others is told by whoever migrates, who looks for it afterwards.
--
-- crossfade_writer  adds events on each of the three paths (never with a position of its own), has partitions made and
--                   dropped, and changes dead letters through their functions alone; adds audit rows through theirs,
--                   and reads the overrides that came of them, which the daemon lives by; adds validation
--                   metrics, minutes of parity and changes of alerts, and has old ones deleted, through functions too;
--                   saves and looks up cursors of clients, again through functions alone
-- crossfade_reader  reads, but for cursors: what clients call themselves is nobody else's business
-- On Supabase service_role writes and reads; authenticated and anon read: each is made a member once (memberships).
DO $$
DECLARE
    has_writer   boolean := EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'crossfade_writer');
    has_reader   boolean := EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'crossfade_reader');
    relation     regclass;
    signature    regprocedure;
    wanted       monitoring.memberships;
BEGIN
    -- Two nodes that start together would trip over each other's changes to the catalogue.
    PERFORM pg_advisory_xact_lock(7165912498747761772);

    FOR relation IN
        SELECT c.oid::regclass FROM pg_catalog.pg_class c
        WHERE c.relnamespace = 'monitoring'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
    END LOOP;

    FOR signature IN
        SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'monitoring'::regnamespace AND p.prokind = 'f'
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
    END LOOP;

    IF has_writer THEN
        GRANT USAGE ON SCHEMA monitoring TO crossfade_writer;
        GRANT INSERT (id, node, sequence_id, event_type, category, "timestamp", received_at, source, data, metadata,
            checksum, checksum_algorithm, adapters, config_version, checksum_key_id)
            ON monitoring.monitoring_events TO crossfade_writer;
        GRANT INSERT ON monitoring.event_intake TO crossfade_writer;
        GRANT EXECUTE ON FUNCTION
            monitoring.write_events(text, bigint, bigint, boolean, date[], uuid[], bigint[], text[], text[],
                timestamptz[], timestamptz[], text[], text[], text[], text[], text[], integer[], bigint[], text[]),
            monitoring.ensure_event_partitions(date, date),
            monitoring.drop_event_partitions(date) TO crossfade_writer;
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy
                WHERE polrelid = 'monitoring.monitoring_events'::regclass AND polname = 'writers_add') THEN
            CREATE POLICY writers_add ON monitoring.monitoring_events
                FOR INSERT TO crossfade_writer WITH CHECK (true);
        END IF;
        GRANT EXECUTE ON FUNCTION
            monitoring.add_dead_letters(text[], text[], bigint[], text[], text[], integer, interval),
            monitoring.claim_dead_letters(integer, interval),
            monitoring.claim_dead_letter(bigint, interval),
            monitoring.recover_dead_letter(bigint, bigint),
            monitoring.increment_retry_count(bigint, bigint, text, text, interval),
            monitoring.schedule_dead_letters(bigint, integer),
            monitoring.discard_dead_letter(bigint),
            monitoring.cleanup_dead_letters(interval, integer),
            monitoring.get_dlq_stats() TO crossfade_writer;
        GRANT EXECUTE ON FUNCTION monitoring.write_audit(jsonb) TO crossfade_writer;
        GRANT EXECUTE ON FUNCTION
            monitoring.write_validation_metrics(jsonb),
            monitoring.cleanup_validation_metrics(interval, integer),
            monitoring.cleanup_metrics_windows(interval, interval, integer),
            monitoring.write_parity_windows(jsonb),
            monitoring.cleanup_parity_windows(interval, integer) TO crossfade_writer;
        GRANT EXECUTE ON FUNCTION
            monitoring.write_alerts(jsonb),
            monitoring.cleanup_alert_history(interval, integer) TO crossfade_writer;
        GRANT SELECT ON monitoring.config_overrides TO crossfade_writer;
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy
                WHERE polrelid = 'monitoring.config_overrides'::regclass AND polname = 'writers_read') THEN
            CREATE POLICY writers_read ON monitoring.config_overrides
                FOR SELECT TO crossfade_writer USING (true);
        END IF;
        GRANT EXECUTE ON FUNCTION
            monitoring.feed_position(),
            monitoring.feed_cursor(text, text),
            monitoring.save_feed_cursors(text[], text[], bigint[]),
            monitoring.prune_feed_cursors(interval, integer) TO crossfade_writer;
        -- A writer must be able to see whether the schema is one it knows.
        GRANT SELECT ON monitoring.flyway_schema_history TO crossfade_writer;
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy
                WHERE polrelid = 'monitoring.flyway_schema_history'::regclass AND polname = 'writers_read') THEN
            CREATE POLICY writers_read ON monitoring.flyway_schema_history
                FOR SELECT TO crossfade_writer USING (true);
        END IF;
    END IF;

    IF has_reader THEN
        GRANT USAGE ON SCHEMA monitoring TO crossfade_reader;
        GRANT SELECT ON monitoring.monitoring_events TO crossfade_reader;
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy
                WHERE polrelid = 'monitoring.monitoring_events'::regclass AND polname = 'readers_read') THEN
            CREATE POLICY readers_read ON monitoring.monitoring_events
                FOR SELECT TO crossfade_reader USING (true);
        END IF;
        GRANT SELECT ON monitoring.dead_letter_queue, monitoring.dlq_pending_retry, monitoring.dlq_summary
            TO crossfade_reader;
        GRANT EXECUTE ON FUNCTION monitoring.get_dlq_stats() TO crossfade_reader;
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy
                WHERE polrelid = 'monitoring.dead_letter_queue'::regclass AND polname = 'readers_read') THEN
            CREATE POLICY readers_read ON monitoring.dead_letter_queue
                FOR SELECT TO crossfade_reader USING (true);
        END IF;
        GRANT EXECUTE ON FUNCTION monitoring.feed_position() TO crossfade_reader;
        GRANT SELECT ON monitoring.config_audit, monitoring.config_overrides, monitoring.validation_metrics,
            monitoring.validation_metrics_recent, monitoring.validation_metrics_summary, monitoring.metrics_hourly,
            monitoring.metrics_daily, monitoring.feed_retention, monitoring.memberships,
            monitoring.alert_history, monitoring.parity_windows TO crossfade_reader;
        FOREACH relation IN ARRAY ARRAY['monitoring.config_audit', 'monitoring.config_overrides',
            'monitoring.validation_metrics', 'monitoring.metrics_hourly', 'monitoring.metrics_daily',
            'monitoring.feed_retention', 'monitoring.memberships', 'monitoring.alert_history',
            'monitoring.parity_windows']::regclass[]
        LOOP
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy
                    WHERE polrelid = relation AND polname = 'readers_read') THEN
                EXECUTE format('CREATE POLICY readers_read ON %s FOR SELECT TO crossfade_reader USING (true)', relation);
            END IF;
        END LOOP;
    END IF;

    FOR wanted IN
        SELECT m.* FROM monitoring.memberships m
        WHERE m.settled_at IS NULL
          AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = m.member)
          AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = m.role)
    LOOP
        BEGIN
            IF pg_has_role(wanted.member, wanted.role, 'MEMBER') THEN
                UPDATE monitoring.memberships SET settled_at = now()
                WHERE member = wanted.member AND role = wanted.role;
            ELSE
                EXECUTE format('GRANT %I TO %I', wanted.role, wanted.member);
                UPDATE monitoring.memberships SET settled_at = now(), granted = true
                WHERE member = wanted.member AND role = wanted.role;
            END IF;
        EXCEPTION WHEN insufficient_privilege THEN
            NULL;
        END;
    END LOOP;

    IF EXISTS (SELECT FROM pg_catalog.pg_publication WHERE pubname = 'supabase_realtime')
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
            WHERE p.pubname = 'supabase_realtime' AND r.prrelid = 'monitoring.monitoring_events'::regclass) THEN
        BEGIN
            ALTER PUBLICATION supabase_realtime ADD TABLE monitoring.monitoring_events;
        EXCEPTION
            WHEN insufficient_privilege THEN
                NULL;
            WHEN object_not_in_prerequisite_state THEN
                NULL; -- FOR ALL TABLES: it is in already
        END;
    END IF;
END
$$;
