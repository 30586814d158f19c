package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedSchema.EVENT;
import static dev.crossfade.persistence.TriedSchema.PATIENCE;
import static dev.crossfade.persistence.TriedSchema.VERSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the schema gives the roles and the publication of a Supabase database. */
class SupabaseRolesIT {
    @AutoClose
    private final TriedSchema schema = new TriedSchema();

    private final TestDatabase database = schema.database();
    private final Roles roles = new Roles(database);

    @Test
    void supabasesRolesAreMappedAndItsPublicationGetsTheTable() throws SQLException {
        makeSupabasesRoles(database);
        database.ask("CREATE PUBLICATION supabase_realtime");
        Schema.migrate(database.owner(), PATIENCE);

        assertThat(roles.ask("service_role", EVENT.formatted(1))).isNull();
        assertThat(roles.ask("service_role", "SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("1");
        assertThat(roles.ask("anon", "SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("1");
        roles.assertRefused("authenticated", EVENT.formatted(2));
        assertThat(database.ask("SELECT count(*) FROM pg_publication_rel WHERE prrelid ="
                        + " 'monitoring.monitoring_events'::regclass"))
                .isEqualTo("1");
        Schema.migrate(database.owner(), PATIENCE);
        dropSupabasesRoles(database);
    }

    @Test
    void aMembershipIsGrantedOnceSaidSoAndNotAgainWhenItIsTakenBack() throws SQLException {
        makeSupabasesRoles(database);
        database.ask("CREATE PUBLICATION supabase_realtime");

        List<String> first = Schema.migrate(database.owner(), PATIENCE).notes();
        database.ask("REVOKE crossfade_reader FROM anon, authenticated");
        List<String> second = Schema.migrate(database.owner(), PATIENCE).notes();

        assertThat(first)
                .anySatisfy(note -> assertThat(note)
                        .startsWith("anon, authenticated, service_role was made a member of crossfade_reader")
                        .contains("REVOKE crossfade_reader FROM anon, authenticated, service_role takes that back"))
                .anySatisfy(note -> assertThat(note).startsWith("service_role was made a member of crossfade_writer"))
                .anySatisfy(note -> assertThat(note).contains("publish_via_partition_root = true"))
                .hasSize(3);
        assertThat(second).singleElement().asString().contains("publish_via_partition_root");
        assertThat(memberships(database)).isEqualTo("service_role:crossfade_reader service_role:crossfade_writer");
        roles.assertRefused("anon", "SELECT * FROM monitoring.monitoring_events");
        assertThat(roles.ask("crossfade_reader", "SELECT count(*) FROM monitoring.memberships WHERE granted"))
                .isEqualTo("4");
        roles.assertRefused("crossfade_writer", "UPDATE monitoring.memberships SET settled_at = NULL");
        dropSupabasesRoles(database);
    }

    @Test
    void whatWasTakenBackUnderAnOlderBuildIsNotGrantedByTheUpgrade() throws SQLException {
        try (TestDatabase older = TestDatabase.empty()) {
            makeSupabasesRoles(older);
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(Schema.source(older.owner(), PATIENCE))
                    .locations("classpath:sql")
                    .defaultSchema("monitoring")
                    .target("010")
                    .skipDefaultCallbacks(true)
                    .load()
                    .migrate();
            older.ask("CREATE POLICY readers_read ON monitoring.monitoring_events FOR SELECT TO crossfade_reader"
                    + " USING (true)");

            assertThat(Schema.migrate(older.owner(), PATIENCE).notes()).isEmpty();
            assertThat(memberships(older)).isNull();
            dropSupabasesRoles(older);
        }
    }

    @Test
    void rolesAndAPublicationThatWereThereBeforeGetWhatTheyNeedAlsoFromAnOwnerWhoMayOnlyDoPartOfIt()
            throws SQLException {
        try (TestDatabase fresh = TestDatabase.empty()) {
            makeSupabasesRoles(fresh);
            fresh.ask("DROP ROLE IF EXISTS small_owner");
            fresh.ask("CREATE ROLE small_owner LOGIN PASSWORD 'test'");
            fresh.ask("GRANT CREATE ON DATABASE " + fresh.owner().database() + " TO small_owner");
            fresh.ask("CREATE PUBLICATION supabase_realtime WITH (publish_via_partition_root = true)");

            SchemaReport small = Schema.migrate(fresh.owner().as("small_owner", "test"), PATIENCE);
            assertThat(small.applied()).hasSize(VERSIONS.size());
            assertThat(small.notes())
                    .hasSize(5)
                    .contains("small_owner may not make anon a member of crossfade_reader: have an administrator run"
                            + " GRANT crossfade_reader TO anon")
                    .anySatisfy(note -> assertThat(note).contains("ADD TABLE monitoring.monitoring_events"));
            assertThat(fresh.ask("SELECT count(*) FROM pg_publication_rel")).isEqualTo("0");

            Schema.migrate(fresh.owner(), PATIENCE);
            assertThat(fresh.ask("SELECT string_agg(prrelid::regclass::text, ' ') FROM pg_publication_rel"))
                    .isEqualTo("monitoring.monitoring_events");
            assertThat(fresh.ask("SELECT string_agg(tablename, ' ') FROM pg_publication_tables"))
                    .isEqualTo("monitoring_events");
            assertThat(fresh.ask("SELECT pg_has_role('service_role', 'crossfade_writer', 'MEMBER')"
                            + " AND pg_has_role('service_role', 'crossfade_reader', 'MEMBER')"
                            + " AND pg_has_role('authenticated', 'crossfade_reader', 'MEMBER')"
                            + " AND pg_has_role('anon', 'crossfade_reader', 'MEMBER')"
                            + " AND NOT pg_has_role('anon', 'crossfade_writer', 'MEMBER')"))
                    .isEqualTo("t");
            fresh.ask("DROP OWNED BY small_owner, service_role, authenticated, anon CASCADE");
            fresh.ask("DROP ROLE small_owner, service_role, authenticated, anon");
        }
    }

    private static String memberships(TestDatabase database) throws SQLException {
        return database.ask(
                "SELECT string_agg(member::regrole || ':' || roleid::regrole, ' ' ORDER BY roleid::regrole::text)"
                        + " FROM pg_auth_members WHERE member::regrole::text IN ('anon', 'authenticated', 'service_role')");
    }

    private static void makeSupabasesRoles(TestDatabase database) throws SQLException {
        for (String role : new String[] {"service_role", "authenticated", "anon"}) {
            database.ask(
                    "DO $$ BEGIN CREATE ROLE " + role + " NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        }
    }

    private static void dropSupabasesRoles(TestDatabase database) throws SQLException {
        database.ask("DROP OWNED BY service_role, authenticated, anon");
        database.ask("DROP ROLE service_role, authenticated, anon");
    }
}
