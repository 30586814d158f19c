package dev.crossfade.testkit;

import dev.crossfade.persistence.DatabaseTarget;
import dev.crossfade.persistence.EmbeddedDatabase;
import dev.crossfade.persistence.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A durable PostgreSQL server of a test's own, always on the same port, that can be killed, frozen and started again on
 * the data that it had. Belongs to one thread at a time.
 */
public final class HardDatabase implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String LOGIN = "crossfade_test";

    private final EmbeddedDatabase server;
    private final Path home;
    private final DatabaseTarget owner;

    private HardDatabase(Path folder) throws IOException {
        this.home = folder.resolve("postgres");
        this.server = new EmbeddedDatabase(home, TestDatabase.binaries(), folder.resolve("logs"));
        server.start();
        server.stop(PATIENCE);
        moveTo(FreePort.find());
        this.owner = server.start().owner();
    }

    /** Starts a new one below the folder, with the schema in it and a login role for the daemon. */
    public static HardDatabase in(Path folder) throws IOException, SQLException {
        HardDatabase database = new HardDatabase(folder);
        Schema.migrate(database.owner, PATIENCE);
        database.ask("CREATE ROLE " + LOGIN + " LOGIN PASSWORD 'test'");
        database.ask("GRANT crossfade_writer, crossfade_reader TO " + LOGIN);
        return database;
    }

    public int port() {
        return owner.port();
    }

    /** For the superuser. */
    public DatabaseTarget owner() {
        return owner;
    }

    /**
     * For a role that has {@code crossfade_writer} and {@code crossfade_reader} and nothing else.
     *
     * @param port the server's own, or that of a proxy before it
     */
    public DatabaseTarget daemon(int port) {
        return new DatabaseTarget(owner.host(), port, owner.database(), LOGIN, "test", owner.tls());
    }

    public Connection connect() throws SQLException {
        return TestDatabase.connect(owner);
    }

    /** Runs one statement as the superuser and gives the first column of its first row; null where there is none. */
    public String ask(String sql) throws SQLException {
        return TestDatabase.ask(owner, sql);
    }

    /** Ends the server and all its workers as a power cut would; done when they are gone. */
    public void kill() throws IOException {
        // Frozen first: it makes no further workers while those there are get counted.
        freeze();
        List<ProcessHandle> processes = processes();
        signal("KILL", processes);
        processes.forEach(process -> process.onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join());
    }

    /** Starts it where it does not run: what it had committed is recovered, as after a crash. */
    public void start() throws IOException {
        if (server.start().port() != port()) {
            throw new IOException("port " + port() + " was taken while the server was away");
        }
    }

    /** Stops the server and its workers in the middle of whatever they do; connections stay and nobody answers. */
    public void freeze() throws IOException {
        signal("STOP", processes());
    }

    /** Lets them go on. */
    public void thaw() throws IOException {
        signal("CONT", processes());
    }

    @Override
    public void close() throws IOException {
        thaw();
        server.stop(PATIENCE);
    }

    /** The server first, so that a signal to stop reaches it before its workers. */
    private List<ProcessHandle> processes() throws IOException {
        Path pidFile = home.resolve("cluster").resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return List.of();
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
        List<ProcessHandle> processes = new ArrayList<>();
        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).ifPresent(postmaster -> {
            processes.add(postmaster);
            postmaster.descendants().forEach(processes::add);
        });
        return processes;
    }

    private static void signal(String name, List<ProcessHandle> processes) throws IOException {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            // Its exit code tells no more than that one of them had ended by itself.
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", asked);
        }
    }

    /** In the file that the next start reads: the port that it was made with may go to anybody while it is away. */
    private void moveTo(int port) throws IOException {
        Path file = home.resolve("access.properties");
        Properties access = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            access.load(in);
        }
        access.setProperty("port", Integer.toString(port));
        try (var out = Files.newBufferedWriter(file)) {
            access.store(out, null);
        }
    }
}
