package dev.crossfade.persistence;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a database is and who comes to it.
 *
 * @param password empty where none is needed
 */
public record DatabaseTarget(String host, int port, String database, String user, String password, Tls tls) {
    private static final int DEFAULT_PORT = 5432;
    private static final String DEFAULT_NAME = "postgres";

    /** Values of {@code sslmode}, in libpq's sense. */
    public enum Tls {
        DISABLE,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

        String label() {
            return label;
        }

        private static Optional<Tls> of(String text) {
            return Stream.of(values()).filter(tls -> tls.label.equals(text)).findFirst();
        }
    }

    /**
     * Reads {@code postgresql://user:password@host:port/database?sslmode=require}; what is left out takes libpq's
     * default, but for the user, which is {@code postgres}. Without {@code sslmode} TLS is used where the server has it.
     *
     * @throws IllegalArgumentException where it is something else; the message holds no secret
     */
    public static DatabaseTarget of(URI uri) {
        String scheme = uri.getScheme();
        if (uri.getHost() == null || !("postgresql".equals(scheme) || "postgres".equals(scheme))) {
            throw new IllegalArgumentException("expected postgresql://user:password@host:port/database");
        }
        String[] account = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("^/", "");
        return new DatabaseTarget(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path.isEmpty() ? DEFAULT_NAME : decoded(path),
                account[0].isEmpty() ? DEFAULT_NAME : decoded(account[0]),
                account.length < 2 ? "" : decoded(account[1]),
                tls(uri));
    }

    /** The same place for somebody else. */
    public DatabaseTarget as(String otherUser, String otherPassword) {
        return new DatabaseTarget(host, port, database, otherUser, otherPassword, tls);
    }

    /** The same server's database of that name. */
    public DatabaseTarget database(String name) {
        return new DatabaseTarget(host, port, name, user, password, tls);
    }

    /** For the JDBC driver; holds no account. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?sslmode=" + tls.label();
    }

    /** Host, port and database; for people. */
    public String place() {
        return host + ":" + port + "/" + database;
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return user + "@" + place();
    }

    private static Tls tls(URI uri) {
        return Optional.ofNullable(uri.getRawQuery()).stream()
                .flatMap(query -> Arrays.stream(query.split("&")))
                .filter(pair -> pair.startsWith("sslmode="))
                .map(pair -> pair.substring("sslmode=".length()))
                .findFirst()
                .map(mode -> Tls.of(mode)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "expected sslmode disable, prefer, require, verify-ca or verify-full")))
                .orElse(Tls.PREFER);
    }

    /** A plus sign is itself here, as in libpq, and not a blank. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
