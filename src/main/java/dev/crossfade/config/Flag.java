package dev.crossfade.config;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The schema of the nine flags: of each its type, its default, its rule and what it does. */
public enum Flag {
    USE_ADAPTER(Type.BOOLEAN, "true", Kind.truth(), "false sends every event over the legacy path, websocket"),
    ADAPTER_TYPE(
            Type.STRING,
            "realtime",
            Kind.oneOf(Flags.AdapterType.class),
            "the adapter that is used alone while MONITORING_DUAL_MODE is false"),
    DUAL_MODE(Type.BOOLEAN, "true", Kind.truth(), "whether each category's own configuration decides"),
    ENABLE_VALIDATION(Type.BOOLEAN, "true", Kind.truth(), "false refuses only malformed events"),
    VALIDATION_STRICT(Type.BOOLEAN, "false", Kind.truth(), "true refuses invalid events instead of completing them"),
    METRICS_FLUSH_INTERVAL(
            Type.NUMBER, "300", Kind.whole(1, Flag.WEEK_S), "seconds between two flushes of the metrics"),
    METRICS_PERSISTENCE(Type.BOOLEAN, "true", Kind.truth(), "whether metrics are flushed to the database"),
    BATCH_SIZE(Type.NUMBER, "1000", Kind.whole(1, 10_000), "most rows per database write"),
    TIMEOUT_MS(Type.NUMBER, "5000", Kind.whole(1, Flag.HOUR_MS), "milliseconds that one database operation may take");

    private static final int WEEK_S = 604_800;
    private static final int HOUR_MS = 3_600_000;
    private static final String PREFIX = "MONITORING_";
    private static final Map<String, Flag> BY_LABEL =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Flag::label, Function.identity()));

    private final Type type;
    private final String fallback;
    /** Immutable: its functions know nothing but constants. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Kind<?> kind;

    private final String description;

    /** What a flag's value is, in the words of JSON. */
    public enum Type {
        BOOLEAN,
        STRING,
        NUMBER
    }

    Flag(Type type, String fallback, Kind<?> kind, String description) {
        this.type = type;
        this.fallback = fallback;
        this.kind = kind;
        this.description = description;
    }

    /** The flag of that full name. */
    public static Optional<Flag> of(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    /** Its full name, {@code MONITORING_USE_ADAPTER}. */
    public String label() {
        return PREFIX + name();
    }

    /** Its path in the configuration. */
    public String key() {
        return "flags." + label();
    }

    public Type type() {
        return type;
    }

    /** Its default, as it is written in the file. */
    public String fallback() {
        return fallback;
    }

    Kind<?> kind() {
        return kind;
    }

    /** What its value may be, for people. */
    public String rule() {
        return kind.expected();
    }

    /** What it does. */
    public String description() {
        return description;
    }
}
