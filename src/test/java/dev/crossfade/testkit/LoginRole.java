package dev.crossfade.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.persistence.DatabaseTarget;
import java.sql.SQLException;

/** A role that may log in and has one of the schema's roles and nothing else; its connections and rights end with it. */
public final class LoginRole implements AutoCloseable {
    private final TestDatabase database;
    private final String name;

    /** Makes the role anew. */
    public LoginRole(TestDatabase database, String name, String granted) throws SQLException {
        this.database = database;
        this.name = name;
        database.ask("DROP ROLE IF EXISTS " + name);
        database.ask("CREATE ROLE " + name + " LOGIN PASSWORD 'test'");
        database.ask("GRANT " + granted + " TO " + name);
    }

    public DatabaseTarget target() {
        return database.owner().as(name, "test");
    }

    /** Runs one statement as this role and gives the first column of its first row; null where there is none. */
    public String ask(String sql) throws SQLException {
        return TestDatabase.ask(target(), sql);
    }

    /** None of these statements may run for want of a right. */
    public void assertRefused(String... statements) {
        for (String forbidden : statements) {
            assertThatThrownBy(() -> ask(forbidden)).as(forbidden).hasMessageContaining("permission denied");
        }
    }

    @Override
    public void close() throws SQLException {
        database.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '" + name + "'");
        database.ask("DROP OWNED BY " + name);
    }
}
