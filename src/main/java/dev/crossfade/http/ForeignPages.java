package dev.crossfade.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells whether a request comes from where it may: the {@code Host} and {@code Origin} rules. Immutable.
 *
 * <p>A page of another site must not reach a daemon on a loopback address through the browser of its operator, neither
 * by asking for it ({@code Origin}) nor by naming it with a host name of its own ({@code Host}, DNS rebinding).
 */
final class ForeignPages {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "[::1]", "::1");

    private final boolean onLoopback;
    private final Set<String> allowedOrigins;

    /**
     * @param boundHost the host that the server listens on
     * @param allowedOrigins further origins that may call
     */
    ForeignPages(String boundHost, List<String> allowedOrigins) {
        this.onLoopback = isLoopback(boundHost);
        this.allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /** Whether a daemon on a loopback address is called by a name that is no loopback name. */
    boolean isForeignHost(String host) {
        return onLoopback && !isLoopback(host);
    }

    /**
     * Whether an origin is neither that of the daemon itself nor allowed.
     *
     * @param origin the header's value; null (no browser's page asks) is never foreign
     * @param authority host and port that the request was sent to
     */
    boolean isForeignOrigin(String origin, String authority) {
        return origin != null && !allowedOrigins.contains(origin) && !isOwn(origin, authority);
    }

    /** Whether answers may be read by pages of that other origin. */
    boolean isAllowedOrigin(String origin) {
        return origin != null && allowedOrigins.contains(origin);
    }

    private static boolean isOwn(String origin, String authority) {
        try {
            String own = URI.create(origin).getAuthority();
            return own != null && own.equalsIgnoreCase(authority);
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return LOOPBACK_NAMES.contains(name) || name.matches("127(\\.\\d{1,3}){3}");
    }
}
