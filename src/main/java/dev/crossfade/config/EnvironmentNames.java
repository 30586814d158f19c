package dev.crossfade.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** Names that hardly any other program has. */
    private static final Pattern SURELY_OURS = Pattern.compile("DUAL_WRITE_.*|ADAPTER_.+_THRESHOLD.*");

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

    /**
     * What to say of a variable without our prefix that no key has asked for, where it may be meant for us: it may well
     * belong to another program, so only one that is near to a known one, or has a name like no other program's.
     *
     * @param known variables
     */
    static Optional<String> notice(String variable, Set<String> known) {
        String unread = "the environment variable " + variable + " is not read";
        return OLDER_PREFIXES.stream()
                .filter(variable::startsWith)
                .findFirst()
                .flatMap(prefix -> longer(variable, known).or(() -> near(variable, prefix, known)))
                .map(near -> unread + "; the nearest that is read is " + near)
                .or(() -> Optional.of(unread + ", and none is near")
                        .filter(any -> SURELY_OURS.matcher(variable).matches()));
    }

    /** What comes behind the prefix decides, or a long one would make strangers alike. */
    private static Optional<String> near(String variable, String prefix, Set<String> known) {
        Map<String, String> alike = known.stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toMap(name -> name.substring(prefix.length()), name -> name));
        return Nearest.to(variable.substring(prefix.length()), alike.keySet()).map(alike::get);
    }

    /** The shortest that has all words of the variable in their order, and more. */
    private static Optional<String> longer(String variable, Set<String> known) {
        Pattern words = Pattern.compile("(.*_)?" + String.join("_(.*_)?", split(variable)) + "(_.*)?");
        return known.stream()
                .filter(name -> words.matcher(name).matches())
                .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    }

    private static List<String> split(String variable) {
        return Stream.of(variable.split("_", -1)).map(Pattern::quote).toList();
    }
}
