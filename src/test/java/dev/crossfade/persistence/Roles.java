package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/** A database that is asked in the name of one of its roles. */
final class Roles {
    private final TestDatabase database;

    Roles(TestDatabase database) {
        this.database = database;
    }

    /** Runs one statement and gives the first column of its first row; null where there is none. */
    String ask(String role, String sql) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE " + role);
            if (!statement.execute(sql)) {
                return null;
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    /** It must be the right that the role lacks. */
    void assertRefused(String role, String sql) {
        assertThatThrownBy(() -> ask(role, sql))
                .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                        .isEqualTo("42501"));
    }
}
