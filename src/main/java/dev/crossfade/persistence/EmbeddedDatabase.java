package dev.crossfade.persistence;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server of our own, whose files stay in one folder. Every call blocks. It belongs to one thread at a
 * time; one process at a time may use a folder.
 *
 * <p>The server is no child of the daemon: it outlives a daemon that is killed. The next start ends it in an orderly way
 * before it starts its own, so what the dead daemon had sent is either committed or gone by then.
 */
public final class EmbeddedDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration ORPHAN = Duration.ofSeconds(20);
    /** Of the binaries in the build; a data directory works with the same major version alone. */
    private static final String MAJOR = "18";

    private final Path home;
    private final Path binaries;
    private final Path logs;
    private FileLock lock;
    private boolean started;

    /**
     * @param home holds the data and the passwords
     * @param binaries holds the unpacked programs; may be shared
     * @param logs gets the server's log, at most a file a weekday
     */
    public EmbeddedDatabase(Path home, Path binaries, Path logs) {
        this.home = home;
        this.binaries = binaries;
        this.logs = logs;
    }

    /** The one that belongs to a data directory of the daemon; everything of it is below that directory. */
    public static EmbeddedDatabase in(Path dataDirectory) {
        Path home = dataDirectory.resolve("postgres");
        return new EmbeddedDatabase(home, home.resolve("binaries"), dataDirectory.resolve("logs"));
    }

    /**
     * Sees to it that the server runs: makes it first where there is none yet, starts it again where it has died, and
     * does nothing where it is well.
     *
     * @throws IOException where that is impossible; it says why
     */
    public ClusterAccess start() throws IOException {
        makePrivate(home);
        Files.createDirectories(logs);
        takeLock();
        PostgresCluster cluster = cluster();
        if (started && cluster.isRunning()) {
            return ClusterAccess.load(accessFile());
        }
        long begun = System.nanoTime();
        boolean first = !cluster.exists();
        if (first) {
            create(cluster);
        }
        requireSameMajor(cluster);
        ClusterAccess access = begin(cluster);
        LOG.info(
                "embedded database started port={} pid={} first={} millis={}",
                access.port(),
                cluster.recordedPid(),
                first,
                Duration.ofNanos(System.nanoTime() - begun).toMillis());
        return access;
    }

    /** Stops the server: gently for as long as the patience lasts, then at once. Its folder is free for others then. */
    public void stop(Duration patience) throws IOException {
        if (lock == null) {
            return;
        }
        try {
            cluster().stop(patience);
            LOG.info("embedded database stopped");
        } finally {
            started = false;
            lock.acquiredBy().close();
            lock = null;
        }
    }

    /** The server's process id as it runs now; 0 where it does not. */
    long pid() throws IOException {
        PostgresCluster cluster = cluster();
        return cluster.isRunning() ? cluster.recordedPid() : 0;
    }

    private ClusterAccess begin(PostgresCluster cluster) throws IOException {
        if (cluster.isRunning()) {
            LOG.warn("embedded database outlived the daemon before this one, ending it pid={}", cluster.recordedPid());
        }
        cluster.stop(ORPHAN);
        ClusterAccess access = ClusterAccess.load(accessFile());
        if (!access.portIsFree()) {
            LOG.warn("port {} of the embedded database is taken by another program, taking another", access.port());
            access = access.onFreePort();
            access.save(accessFile());
        }
        Files.writeString(
                cluster.data().resolve("postgresql.conf"),
                ClusterSettings.postgresqlConf(access.port(), logs.toRealPath()));
        Files.writeString(cluster.data().resolve("pg_hba.conf"), ClusterSettings.HOST_BASED_ACCESS);
        cluster.start();
        started = true;
        return access;
    }

    private void create(PostgresCluster cluster) throws IOException {
        ClusterAccess access = ClusterAccess.fresh();
        access.save(accessFile());
        Path passwordFile = Files.createTempFile(home, "owner", ".password");
        try {
            Files.writeString(passwordFile, access.ownerPassword());
            cluster.create(passwordFile);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private static void requireSameMajor(PostgresCluster cluster) throws IOException {
        String made = Files.readString(cluster.data().resolve("PG_VERSION")).strip();
        if (!MAJOR.equals(made)) {
            throw new IOException(cluster.data() + " was made by PostgreSQL " + made + " and this build has " + MAJOR
                    + ": move the data with pg_dump and pg_restore, or use the build that it was made with");
        }
    }

    private PostgresCluster cluster() throws IOException {
        return new PostgresCluster(
                PostgresBinaries.unpackedBelow(binaries).toRealPath(),
                home.toRealPath().resolve("cluster"));
    }

    private Path accessFile() {
        return home.resolve("access.properties");
    }

    private static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private void takeLock() throws IOException {
        if (lock != null) {
            return;
        }
        FileChannel channel =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException(home + " is in use by another daemon");
        }
    }
}
