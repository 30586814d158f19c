package dev.crossfade.testkit;

import dev.crossfade.persistence.ClusterAccess;
import dev.crossfade.persistence.DatabaseTarget;
import dev.crossfade.persistence.EmbeddedDatabase;
import dev.crossfade.persistence.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of one test class on a real PostgreSQL server: a server a test JVM, started when first needed, or yours with
 * {@code -Dpg.uri=postgresql://superuser:password@host:port/postgres}.
 */
public final class TestDatabase implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String DAEMON = "crossfade_test";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final DatabaseTarget owner;

    private TestDatabase(DatabaseTarget owner) {
        this.owner = owner;
    }

    /** A new database with nothing in it. */
    public static TestDatabase empty() throws SQLException {
        TestDatabase database = new TestDatabase(Server.OWNER.database(nextName()));
        ask(Server.OWNER, "CREATE DATABASE " + database.owner.database());
        return database;
    }

    /** A new database with the schema in it and a partition for each of the days around today. */
    public static TestDatabase migrated() throws SQLException {
        TestDatabase database = new TestDatabase(Server.OWNER.database(nextName()));
        ask(Server.OWNER, "CREATE DATABASE " + database.owner.database() + " TEMPLATE " + Template.NAME);
        return database;
    }

    /** The same, for a field's initial value, from where no checked exception can go. */
    public static TestDatabase migratedUnchecked() {
        try {
            return migrated();
        } catch (SQLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** For the superuser. */
    public DatabaseTarget owner() {
        return owner;
    }

    /** For a role that has {@code crossfade_writer} and {@code crossfade_reader} and nothing else. */
    public DatabaseTarget daemon() {
        return owner.as(DAEMON, "test");
    }

    public Connection connect() throws SQLException {
        return connect(owner);
    }

    /** Runs one statement as the superuser and gives the first column of its first row; null where there is none. */
    public String ask(String sql) throws SQLException {
        return ask(owner, sql);
    }

    @Override
    public void close() throws SQLException {
        ask(Server.OWNER, "DROP DATABASE " + owner.database() + " WITH (FORCE)");
    }

    public static Connection connect(DatabaseTarget target) throws SQLException {
        return DriverManager.getConnection(target.jdbcUrl(), target.user(), target.password());
    }

    public static String ask(DatabaseTarget target, String sql) throws SQLException {
        try (Connection connection = connect(target);
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return null;
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    /** Where the tests keep PostgreSQL's programs, so that they are unpacked once per build directory. */
    public static Path binaries() {
        return Path.of("target", "postgres-binaries");
    }

    /** Ends a process as a power cut would; done when it is gone. */
    public static void kill(long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
        ProcessHandle.of(pid)
                .ifPresent(process ->
                        process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    private static String nextName() {
        return "test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    }

    /** The database that migrated ones are copied from: a copy takes a tenth of a migration's time. */
    private static final class Template {
        static final String NAME = create();

        private static String create() {
            try {
                TestDatabase template = empty();
                Schema.migrate(template.owner, PATIENCE);
                template.ask("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + DAEMON
                        + "') THEN CREATE ROLE " + DAEMON + " LOGIN PASSWORD 'test';"
                        + " GRANT crossfade_writer, crossfade_reader TO " + DAEMON + "; END IF; END $$");
                template.ask("SELECT monitoring.ensure_event_partitions(current_date - 1, current_date + 1)");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> drop(template)));
                return template.owner.database();
            } catch (SQLException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static void drop(TestDatabase template) {
            try {
                template.close();
            } catch (SQLException serverIsDownAlready) {
                // Our own server takes it along; one given by pg.uri is still there.
                return;
            }
        }
    }

    /** The one server of this JVM; a class of its own, so that it is started when first asked for. */
    private static final class Server {
        static final DatabaseTarget OWNER = target();

        private static DatabaseTarget target() {
            String uri = System.getProperty("pg.uri", "");
            return uri.isEmpty() ? started().owner() : DatabaseTarget.of(URI.create(uri));
        }

        private static ClusterAccess started() {
            try {
                Path folder = Files.createTempDirectory("crossfade-postgres");
                EmbeddedDatabase server =
                        new EmbeddedDatabase(folder.resolve("data"), binaries(), folder.resolve("logs"));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
                return server.start();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        private static void stop(EmbeddedDatabase server, Path folder) {
            try {
                server.stop(PATIENCE);
                new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
            } catch (IOException | InterruptedException leftBehind) {
                System.err.println("the tests' database server was left behind: " + leftBehind);
            }
        }
    }
}
