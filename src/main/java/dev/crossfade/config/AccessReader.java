package dev.crossfade.config;

import dev.crossfade.config.Settings.Auth;
import dev.crossfade.config.Settings.Http;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the sections {@code http} and {@code auth}: where the daemon listens, and to whom. */
final class AccessReader {
    private static final Pattern ORIGIN =
            Pattern.compile("https?://[a-z0-9.-]+(:\\d{1,5})?|https?://\\[[0-9a-f:]+](:\\d{1,5})?");
    private static final Pattern KEY_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private static final int FINGERPRINT_LENGTH = 8;

    private AccessReader() {}

    static Http http(Section http) {
        return new Http(
                http.get(
                        "host",
                        "127.0.0.1",
                        Kind.text("a host name or an IP address, without a port", HostNames::isHost)),
                http.get("port", "8080", Kind.whole(0, 65_535)),
                http.get("max_body", "8MiB", Kind.size("1KiB", "1GiB").map(Long::intValue)),
                http.get("max_connections", "10000", Kind.whole(1, 1_000_000)),
                http.list("allowed_origins", List.of(), origin()),
                http.get("client_buffer", "1MiB", Kind.size("64KiB", "1GiB").map(Long::intValue)));
    }

    static Auth auth(Section auth, Layers layers) {
        Auth.Mode mode = auth.get("mode", "none", Kind.oneOf(Auth.Mode.class));
        List<Auth.Key> keys = keys(auth.sections("keys"), problem -> layers.refuse("auth.keys", problem));
        auth.coveredSections("keys").forEach(items -> keys(items, layers::refuseCovered));
        auth.say("keys", keys.stream().map(AccessReader::plainly).toList());
        return new Auth(mode, keys);
    }

    private static List<Auth.Key> keys(List<Section> items, Consumer<Problem> refuse) {
        List<Auth.Key> keys = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section item : items) {
            key(item).ifPresent(key -> {
                if (!names.add(key.name())) {
                    refuse.accept(new Problem(item.nameOf("name"), key.name(), "a name that no other key has"));
                }
                if (key.name().equals(OverrideEntry.GUARD)) {
                    refuse.accept(new Problem(
                            item.nameOf("name"),
                            key.name(),
                            "another name: what the guard does is told under this one"));
                }
                keys.add(key);
            });
        }
        return List.copyOf(keys);
    }

    /** A new key under an old name shows by its hash's beginning, which is of no use to anybody. */
    private static String plainly(Auth.Key key) {
        String roles = key.roles().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
        return key.name() + " (" + roles + ") sha256:" + key.sha256().substring(0, FINGERPRINT_LENGTH) + "…";
    }

    /** The rules between the two sections. */
    static void check(Http http, Auth auth, Layers layers) {
        if (!layers.sound("auth.mode", "auth.keys", "http.host")) {
            return;
        }
        if (auth.mode() == Auth.Mode.NONE && !HostNames.isLoopback(http.host())) {
            layers.refuseTogether(
                    "http.host",
                    http.host(),
                    "a loopback host (127.0.0.1, ::1, localhost) while auth.mode is none; to listen elsewhere set"
                            + " auth.mode to keys and give at least one key in auth.keys",
                    "auth.mode");
        }
        if (auth.mode() == Auth.Mode.KEYS && auth.keys().isEmpty()) {
            layers.refuseTogether("auth.keys", "no key", "at least one key while auth.mode is keys", "auth.mode");
        }
        if (auth.mode() == Auth.Mode.NONE && !auth.keys().isEmpty()) {
            layers.notice("auth.mode is none: the keys in auth.keys are not asked for");
        }
    }

    /**
     * The one rule between a key that waits for a restart and one that does not: without it everybody would be locked
     * out. All other rules are between keys that wait together, or not at all.
     *
     * @param inForce what would be in force until the restart
     */
    static void checkUntilRestart(Auth inForce, Layers layers) {
        if (layers.sound("auth.mode", "auth.keys")
                && inForce.mode() == Auth.Mode.KEYS
                && inForce.keys().isEmpty()) {
            layers.refuse(
                    "auth.keys",
                    "no key",
                    "at least one key: auth.mode is keys until a restart, whatever is written now; to do without keys,"
                            + " set auth.mode to none, restart, and then take the keys away");
        }
    }

    private static Kind<String> origin() {
        Kind<String> lowerCase = Kind.text(
                "scheme://host[:port] of a page, http or https",
                origin -> ORIGIN.matcher(origin.toLowerCase(Locale.ROOT)).matches());
        // Browsers send it in lower case.
        return lowerCase.map(origin -> origin.toLowerCase(Locale.ROOT));
    }

    private static Optional<Auth.Key> key(Section item) {
        Optional<String> name = item.required(
                "name", Kind.text("1 to 64 letters, digits, dots, dashes or underscores", KEY_NAME.asMatchPredicate()));
        List<Auth.Role> roles = item.list("roles", List.of(), Kind.oneOf(Auth.Role.class));
        Optional<String> sha256 = item.required(
                "sha256",
                Kind.text("the SHA-256 of the key in 64 lower-case hex digits", SHA256.asMatchPredicate())
                        .secret());
        if (roles.isEmpty() && item.sound("roles")) {
            item.refuse("roles", "no role", "at least one of ingest, read, admin");
        }
        return name.flatMap(n -> sha256.map(hash -> new Auth.Key(n, Set.copyOf(roles), hash)));
    }
}
