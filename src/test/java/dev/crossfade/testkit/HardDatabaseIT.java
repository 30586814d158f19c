package dev.crossfade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardDatabaseIT {
    @TempDir
    private static Path folder;

    private static HardDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = HardDatabase.in(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    void whatWasCommittedOutlivesAKillAndItComesBackOnItsPort() throws Exception {
        database.ask("CREATE TABLE kept (n int)");
        try (Connection open = database.connect()) {
            database.ask("INSERT INTO kept SELECT generate_series(1, 1000)");
            open.setAutoCommit(false);
            open.createStatement().execute("INSERT INTO kept VALUES (0)");
            database.kill();
            assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
        database.start();
        assertThat(database.ask("SELECT count(*) FROM kept")).isEqualTo("1000");
    }

    @Test
    void whileItIsFrozenNobodyAnswersAndAfterwardsWhatWasAskedIs() throws Exception {
        try (Connection open = database.connect()) {
            database.freeze();
            CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(() -> valid(open));
            assertThat(answer.completeOnTimeout(false, 300, java.util.concurrent.TimeUnit.MILLISECONDS)
                            .join())
                    .isFalse();
            database.thaw();
            assertThat(valid(open)).isTrue();
        } finally {
            database.thaw();
        }
    }

    @Test
    void aFrozenOneCanBeKilled() throws Exception {
        database.freeze();
        database.kill();
        database.start();
        assertThat(database.ask("SELECT 1")).isEqualTo("1");
    }

    @Test
    void itIsDurableAndTheDaemonsRoleIsNoSuperuser() throws Exception {
        assertThat(database.ask("SHOW fsync")).isEqualTo("on");
        assertThat(database.ask("SHOW synchronous_commit")).isEqualTo("on");
        assertThat(TestDatabase.ask(
                        database.daemon(database.port()),
                        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"))
                .isEqualTo("f");
    }

    private static boolean valid(Connection connection) {
        try {
            return connection.isValid(10);
        } catch (SQLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
