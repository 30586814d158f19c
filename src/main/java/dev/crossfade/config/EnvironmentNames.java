package dev.crossfade.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The environment variable of each key, and which variables of the environment are meant for the configuration. */
final class EnvironmentNames {
    /** Level of the log, read by the logging configuration itself; checked with the rest. */
    static final String LOG_LEVEL = "CROSSFADE_LOG_LEVEL";

    private static final String PREFIX = "CROSSFADE_";

    /** The key that {@code send} shows. It is in the environment of a shell that also checks configurations. */
    private static final Set<String> NOT_SETTINGS = Set.of(LOG_LEVEL, "CROSSFADE_KEY");

    /** Names that are older than the scheme of {@link #PREFIX}; a misspelt one is worth a word. */
    private static final List<String> OLDER_PREFIXES =
            List.of("MONITORING_", "DUAL_WRITE_", "ADAPTER_", "CIRCUIT_BREAKER_");

    /** Kubernetes puts these into every container beside a service that is called crossfade. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "CROSSFADE_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private EnvironmentNames() {}

    /** The variable that sets the key of that full path. */
    static String of(String path) {
        String[] parts = path.split("\\.");
        String name = parts[parts.length - 1];
        String variable =
                switch (parts[0]) {
                    case "flags" -> name;
                    case "dual_write" -> dualWrite(parts, path);
                    default -> PREFIX + path;
                };
        return variable.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static String dualWrite(String[] parts, String path) {
        String name = parts[parts.length - 1];
        if (parts.length == 2) {
            return name.startsWith("circuit_breaker_") ? name : path;
        }
        if (parts[1].equals("adapter_health")) {
            return "adapter." + parts[2] + "." + name;
        }
        return name.equals("percentage") ? "dual_write." + parts[2] + ".percentage" : PREFIX + path;
    }

    /** Whether a variable that no key has asked for can only be a mistake. */
    static boolean mustBeKnown(String variable, String value) {
        return variable.startsWith(PREFIX)
                && !NOT_SETTINGS.contains(variable)
                && !SERVICE_LINK.matcher(variable).matches()
                && !SERVICE_ADDRESS.matcher(value).matches();
    }

    /** Whether a variable looks like one of ours, though it may well belong to another program. */
    static boolean looksKnown(String variable) {
        return OLDER_PREFIXES.stream().anyMatch(variable::startsWith);
    }
}
