package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database over starts, stops, crashes and intruders. */
class EmbeddedDatabaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private EmbeddedDatabase database;

    @BeforeEach
    void makeDatabase() {
        database = another();
    }

    @AfterEach
    void stop() throws IOException {
        database.stop(PATIENCE);
    }

    @Test
    void commitsAreDurableAndTheServerListensOnLoopbackAlone() throws Exception {
        ClusterAccess access = database.start();

        assertThat(setting(access, "fsync")).isEqualTo("on");
        assertThat(setting(access, "synchronous_commit")).isEqualTo("on");
        assertThat(setting(access, "full_page_writes")).isEqualTo("on");
        assertThat(setting(access, "data_checksums")).isEqualTo("on");
        assertThat(setting(access, "listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(setting(access, "unix_socket_directories")).isEmpty();
    }

    @Test
    void nobodyGetsInWithoutThePasswordAndNobodyElseCanReadIt() throws Exception {
        ClusterAccess access = database.start();

        assertThatThrownBy(() -> ask(access.owner().as("postgres", ""), "SELECT 1"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> ask(access.owner().as("postgres", "postgres"), "SELECT 1"))
                .hasMessageContaining("password authentication failed");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home().resolve("access.properties"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home())))
                .isEqualTo("rwx------");
    }

    @Test
    void keepsItsDataAndItsPortOverARestart() throws Exception {
        ClusterAccess first = database.start();
        ask(first.owner(), "CREATE TABLE kept AS SELECT 42 AS answer");
        database.stop(PATIENCE);
        ClusterAccess second = database.start();

        assertThat(second.port()).isEqualTo(first.port());
        assertThat(ask(second.owner(), "SELECT answer FROM kept")).isEqualTo("42");
    }

    @Test
    void startingWhatRunsChangesNothing() throws Exception {
        database.start();
        long pid = database.pid();
        database.start();

        assertThat(database.pid()).isEqualTo(pid);
    }

    @Test
    void takesAnotherPortWhenItsOwnIsTaken() throws Exception {
        int port = database.start().port();
        database.stop(PATIENCE);
        try (ServerSocket intruder = new ServerSocket()) {
            intruder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));

            assertThat(database.start().port()).isNotEqualTo(port);
        }
    }

    @Test
    void aServerThatOutlivedItsDaemonIsEndedBeforeTheNextOneStarts() throws Exception {
        long orphan = startAndKillADaemon();
        ClusterAccess first = ClusterAccess.load(home().resolve("access.properties"));
        ask(first.owner(), "CREATE TABLE kept AS SELECT 42 AS answer");
        ClusterAccess second = database.start();

        assertThat(database.pid()).isNotZero().isNotEqualTo(orphan);
        assertThat(second.port()).isEqualTo(first.port());
        assertThat(ask(second.owner(), "SELECT answer FROM kept")).isEqualTo("42");
    }

    @Test
    void startsAgainAfterTheServerWasKilledAtWork() throws Exception {
        ClusterAccess access = database.start();
        ask(access.owner(), "CREATE TABLE kept AS SELECT 42 AS answer");
        TestDatabase.kill(database.pid());

        assertThat(ask(database.start().owner(), "SELECT answer FROM kept")).isEqualTo("42");
    }

    @Test
    void aProcessIdThatBelongsToSomebodyElseAfterACrashOfTheMachineDoesNotBlock() throws Exception {
        database.start();
        Path pidFile = home().resolve("cluster/postmaster.pid");
        String left = Files.readString(pidFile);
        TestDatabase.kill(database.pid());
        database.stop(PATIENCE);
        Files.writeString(
                pidFile,
                left.replaceFirst("\\d+", Long.toString(ProcessHandle.current().pid())));

        assertThat(ask(database.start().owner(), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void refusesAFolderThatAnotherDaemonUses() throws Exception {
        database.start();

        assertThatThrownBy(another()::start).hasMessageContaining("in use by another daemon");
    }

    @Test
    void whatAnInterruptedFirstStartLeftIsMadeAnew() throws Exception {
        Files.createDirectories(home().resolve("cluster.new/base"));
        Files.writeString(home().resolve("cluster.new/PG_VERSION"), "18");

        assertThat(ask(database.start().owner(), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void refusesDataOfAnotherMajorVersionInPlainWords() throws Exception {
        Files.createDirectories(home().resolve("cluster"));
        Files.writeString(home().resolve("cluster/PG_VERSION"), "17\n");

        assertThatThrownBy(database::start).hasMessageContaining("was made by PostgreSQL 17 and this build has 18");
    }

    /** Gives the process id of the database server that it leaves behind. */
    private long startAndKillADaemon() throws IOException, InterruptedException {
        Process daemon = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DaemonToBeKilled.class.getName(),
                        home().toString(),
                        TestDatabase.binaries().toString(),
                        folder.resolve("logs").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = daemon.inputReader()) {
            String line = said.lines()
                    .filter(text -> text.startsWith("started "))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.substring("started ".length()));
        } finally {
            TestDatabase.kill(daemon.pid());
        }
    }

    private EmbeddedDatabase another() {
        return new EmbeddedDatabase(home(), TestDatabase.binaries(), folder.resolve("logs"));
    }

    private Path home() {
        return folder.resolve("it's here");
    }

    private static String setting(ClusterAccess access, String name) throws SQLException {
        return ask(access.owner(), "SELECT current_setting('" + name + "')");
    }

    private static String ask(DatabaseTarget target, String sql) throws SQLException {
        return TestDatabase.ask(target, sql);
    }
}
