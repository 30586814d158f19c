package dev.crossfade.persistence;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Properties;

/**
 * How the embedded database is reached, kept beside its files where their owner alone can read it.
 *
 * @param port on the loopback address
 * @param ownerPassword of {@code postgres}, who owns everything
 * @param daemonPassword of {@code crossfade}, who writes and reads events
 */
public record ClusterAccess(int port, String ownerPassword, String daemonPassword) {
    static final String OWNER = "postgres";
    static final String DAEMON = "crossfade";

    private static final int PASSWORD_BYTES = 24;

    /** Random passwords and a port that is free now. */
    static ClusterAccess fresh() throws IOException {
        return new ClusterAccess(freePort(), password(), password());
    }

    /** @throws IOException also where the file is not what {@link #save} writes */
    static ClusterAccess load(Path file) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        try {
            return new ClusterAccess(
                    Integer.parseInt(properties.getProperty("port", "")),
                    required(properties, "owner_password"),
                    required(properties, "daemon_password"));
        } catch (IllegalArgumentException broken) {
            throw new IOException(file + " does not hold the embedded database's port and passwords", broken);
        }
    }

    /** Writes it whole or not at all, readable by nobody else from the first byte on. */
    void save(Path file) throws IOException {
        Path scratch = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(scratch);
        try (var channel = Files.newByteChannel(
                scratch,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(StandardCharsets.UTF_8.encode(text()));
        }
        Files.move(scratch, file, StandardCopyOption.ATOMIC_MOVE);
    }

    ClusterAccess onFreePort() throws IOException {
        return new ClusterAccess(freePort(), ownerPassword, daemonPassword);
    }

    /** Whether nobody listens on the port. */
    boolean portIsFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** For the owner of everything: migrations. */
    public DatabaseTarget owner() {
        return new DatabaseTarget("127.0.0.1", port, "postgres", OWNER, ownerPassword, DatabaseTarget.Tls.DISABLE);
    }

    /** For the daemon's own connections. */
    public DatabaseTarget daemon() {
        return owner().as(DAEMON, daemonPassword);
    }

    /** Leaves out the passwords. */
    @Override
    public String toString() {
        return "ClusterAccess[port=" + port + "]";
    }

    private String text() {
        return "port=" + port + "\nowner_password=" + ownerPassword + "\ndaemon_password=" + daemonPassword + "\n";
    }

    private static String required(Properties properties, String key) {
        String value = properties.getProperty(key, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(key);
        }
        return value;
    }

    private static String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
