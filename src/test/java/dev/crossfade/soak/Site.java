package dev.crossfade.soak;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.FaultProxy;
import dev.crossfade.testkit.FreePort;
import dev.crossfade.testkit.HardDatabase;
import dev.crossfade.testkit.StalledClients;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * All that a fault can hit: the daemon, its database, the line between them, the door before the daemon, bad clients. One
 * thread a victim.
 */
final class Site implements AutoCloseable {
    private static final Duration SLOW = Duration.ofMillis(150);
    private static final long THIN = 20_000;
    private static final int BAD_CLIENTS = 4;
    private static final int MOST_BAD_CLIENTS = 20;

    private final HardDatabase database;
    private final FaultProxy databaseLine;
    private final FaultProxy door;
    private final StalledClients badClients;
    private final Lives lives;
    private final Path data;
    private final Map<String, String> environment;
    private final int port;
    private volatile DaemonProcess daemon;

    Site(Path folder, Anomalies anomalies) throws IOException, SQLException {
        database = HardDatabase.in(folder.resolve("database"));
        databaseLine = FaultProxy.before(database.port());
        port = FreePort.find();
        door = FaultProxy.before(port);
        badClients = new StalledClients(port);
        lives = new Lives(folder, anomalies);
        data = folder.resolve("data");
        environment = environment(database, databaseLine.port(), lives);
        startDaemon();
    }

    private static Map<String, String> environment(HardDatabase database, int line, Lives lives) {
        Map<String, String> all = new HashMap<>(DaemonProcess.external(database.daemon(line)));
        all.putAll(lives.environment());
        // Shorter than the defaults, so that minutes hold more turns of trouble and recovery.
        all.put("MONITORING_TIMEOUT_MS", "2000");
        all.put("CROSSFADE_SHUTDOWN_TIMEOUT", "10s");
        all.put("CROSSFADE_SELF_MONITORING_INTERVAL", "1s");
        return all;
    }

    /** Where publishers go. */
    URI door() {
        return URI.create("http://127.0.0.1:" + door.port() + "/events");
    }

    /** The daemon's own port, the same in all its lives. */
    int port() {
        return port;
    }

    /** Its life of now, or the last one. */
    DaemonProcess daemon() {
        return daemon;
    }

    HardDatabase database() {
        return database;
    }

    Lives lives() {
        return lives;
    }

    void strike(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case KILL_DAEMON -> killDaemon();
            case STOP_DAEMON -> stopDaemon();
            case KILL_DATABASE -> database.kill();
            case FREEZE_DATABASE -> database.freeze();
            case CUT_DATABASE_LINE -> databaseLine.cut();
            case REFUSE_DATABASE_LINE -> databaseLine.refuse();
            case BLACKHOLE_DATABASE_LINE -> databaseLine.blackhole();
            case DELAY_DATABASE_LINE -> databaseLine.delay(SLOW);
            case THROTTLE_DATABASE_LINE -> databaseLine.throttle(THIN);
            case CUT_DOOR -> door.cut();
            case REFUSE_DOOR -> door.refuse();
            case BLACKHOLE_DOOR -> door.blackhole();
            case DELAY_DOOR -> door.delay(SLOW);
            case THROTTLE_DOOR -> door.throttle(THIN);
            case STALL_CLIENTS -> stallClients();
            case VANISH_CLIENTS -> vanishClients();
        }
    }

    /** Makes the victim well again; does nothing where it is. */
    void lift(Fault.Victim victim) throws IOException {
        switch (victim) {
            case DAEMON -> startDaemon();
            case DATABASE -> {
                database.thaw();
                database.start();
            }
            case DATABASE_LINE -> databaseLine.restore();
            case DOOR -> door.restore();
            case LIVE_CLIENTS -> {
                // They stay as they are until they vanish: only so some are stalled for long.
            }
        }
    }

    /** Makes all victims well again. */
    void calm() throws IOException {
        for (Fault.Victim victim : Fault.Victim.values()) {
            lift(victim);
        }
        badClients.vanish();
    }

    private void startDaemon() throws IOException {
        if (daemon != null && daemon.isAlive()) {
            return;
        }
        long begun = System.nanoTime();
        daemon = DaemonProcess.start(data, port, environment);
        lives.ready(since(begun));
    }

    private void killDaemon() throws InterruptedException {
        lives.ending(daemon);
        daemon.kill();
        lives.ended(daemon);
    }

    /** SIGTERM; the exit code. */
    int stopDaemon() throws InterruptedException {
        lives.ending(daemon);
        long begun = System.nanoTime();
        int exitCode = daemon.terminate();
        lives.stopped(exitCode, since(begun));
        lives.ended(daemon);
        return exitCode;
    }

    private void stallClients() throws IOException {
        if (badClients.count() >= MOST_BAD_CLIENTS) {
            badClients.vanish();
        }
        connectBadClients();
    }

    private void vanishClients() throws IOException {
        connectBadClients();
        badClients.vanish();
    }

    private void connectBadClients() {
        try {
            badClients.stall(BAD_CLIENTS);
        } catch (IOException noDaemon) {
            // It is down: there is nobody to be bad to.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        try (database;
                databaseLine;
                door;
                badClients) {
            daemon.close();
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
