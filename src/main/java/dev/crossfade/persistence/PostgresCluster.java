package dev.crossfade.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL data directory and the programs that work on it; every call blocks.
 *
 * @param programs the folder that holds {@code bin/postgres}
 * @param data the data directory, as a real path: it is compared with what processes say of themselves
 */
record PostgresCluster(Path programs, Path data) {
    private static final Duration INITDB = Duration.ofMinutes(2);
    /** Replaying the log after a crash is part of a start. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Path PROCESSES = Path.of("/proc");

    boolean exists() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    /** Makes the data directory; one that was left half made is made anew. */
    void create(Path passwordFile) throws IOException {
        PostgresCluster scratch = new PostgresCluster(programs, data.resolveSibling(data.getFileName() + ".new"));
        Folders.delete(scratch.data);
        scratch.run(
                "initdb",
                INITDB,
                List.of(
                        "--username=" + ClusterAccess.OWNER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"));
        Files.move(scratch.data, data);
    }

    /** Starts the server; done when it takes connections. */
    void start() throws IOException {
        Path output = data.resolveSibling("start.log");
        Files.deleteIfExists(output);
        try {
            run("pg_ctl", START, List.of("start", "-w", "-s", "-t", seconds(START), "-l", output.toString()));
        } catch (IOException failure) {
            throw new IOException(failure.getMessage() + "; " + said(output), failure);
        }
    }

    /** Stops whatever server is at work here: gently, then at once, then by force. */
    void stop(Duration patience) throws IOException {
        if (holders().anyMatch(process -> process.pid() == recordedPid())) {
            try {
                run("pg_ctl", patience, List.of("stop", "-w", "-s", "-m", "fast", "-t", seconds(patience)));
            } catch (IOException tooSlow) {
                runLeniently("pg_ctl", patience, List.of("stop", "-w", "-s", "-m", "immediate", "-t", "2"));
            }
        }
        if (!gone(Duration.ofSeconds(2))) {
            holders().forEach(ProcessHandle::destroyForcibly);
            gone(Duration.ofSeconds(2));
        }
        // Left by a crash of the machine, its process id may belong to anybody now, and PostgreSQL would not start.
        Files.deleteIfExists(pidFile());
    }

    boolean isRunning() {
        return holders().anyMatch(process -> process.pid() == recordedPid());
    }

    /** The server's process id as it wrote it down; 0 where there is none. */
    long recordedPid() {
        try (Stream<String> lines = Files.lines(pidFile())) {
            return lines.findFirst().map(String::strip).map(Long::parseLong).orElse(0L);
        } catch (IOException | NumberFormatException none) {
            return 0;
        }
    }

    /**
     * The processes at work in the data directory: a server makes it its working directory, and so do all its workers.
     * Where the system does not tell (macOS), the server alone, by the name of its program.
     */
    private Stream<ProcessHandle> holders() {
        if (!Files.exists(PROCESSES.resolve("self"))) {
            return ProcessHandle.of(recordedPid())
                    .filter(process -> process.info().command().orElse("").endsWith("postgres"))
                    .stream();
        }
        return ProcessHandle.allProcesses().filter(this::worksHere);
    }

    private boolean worksHere(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(PROCESSES.resolve(process.pid() + "/cwd"))
                    .equals(data);
        } catch (IOException othersOrOver) {
            return false;
        }
    }

    private boolean gone(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (holders().findAny().isPresent()) {
            if (System.nanoTime() > end) {
                return false;
            }
            pause();
        }
        return true;
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }

    private void runLeniently(String program, Duration patience, List<String> arguments) throws IOException {
        try {
            run(program, patience, arguments);
        } catch (IOException expected) {
            // What is still at work after this is ended by force.
            return;
        }
    }

    private void run(String program, Duration patience, List<String> arguments) throws IOException {
        Path output = Files.createTempFile(data.getParent(), program, ".out");
        try {
            Process process = started(program, arguments, output);
            if (!process.waitFor(patience.toMillis() + 1_000, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(program + " took more than " + patience.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(program + " failed: " + said(output));
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IOException(program + " was interrupted", asked);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Its output goes to a file: a pipe would be inherited by the server and stay open as long as it runs. */
    private Process started(String program, List<String> arguments, Path output) throws IOException {
        List<String> command = new ArrayList<>(Superuser.prefix());
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(List.of("-D", data.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        environment.put("LC_ALL", "C");
        return builder.start();
    }

    private static String said(Path output) throws IOException {
        try {
            return Files.readString(output).strip().replace('\n', ' ');
        } catch (NoSuchFileException nothing) {
            return "it said nothing";
        }
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
