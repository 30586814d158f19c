package dev.crossfade.config;

import java.time.Duration;

/** Reads the section {@code flags}: the nine flags by their full names. */
final class FlagsReader {
    static final String USE_ADAPTER = "flags.MONITORING_USE_ADAPTER";
    static final String DUAL_MODE = "flags.MONITORING_DUAL_MODE";
    static final String ENABLE_VALIDATION = "flags.MONITORING_ENABLE_VALIDATION";
    static final String VALIDATION_STRICT = "flags.MONITORING_VALIDATION_STRICT";

    private static final int WEEK_S = 604_800;
    private static final int HOUR_MS = 3_600_000;

    private FlagsReader() {}

    static Flags read(Section flags) {
        return new Flags(
                flags.get("MONITORING_USE_ADAPTER", "true", Kind.truth()),
                flags.get("MONITORING_ADAPTER_TYPE", "realtime", Kind.oneOf(Flags.AdapterType.class)),
                flags.get("MONITORING_DUAL_MODE", "true", Kind.truth()),
                flags.get("MONITORING_ENABLE_VALIDATION", "true", Kind.truth()),
                flags.get("MONITORING_VALIDATION_STRICT", "false", Kind.truth()),
                flags.get(
                        "MONITORING_METRICS_FLUSH_INTERVAL",
                        "300",
                        Kind.whole(1, WEEK_S).map(Duration::ofSeconds)),
                flags.get("MONITORING_METRICS_PERSISTENCE", "true", Kind.truth()),
                flags.get("MONITORING_BATCH_SIZE", "1000", Kind.whole(1, 10_000)),
                flags.get(
                        "MONITORING_TIMEOUT_MS", "5000", Kind.whole(1, HOUR_MS).map(Duration::ofMillis)));
    }

    /** The rules between flags. */
    static void check(Flags flags, Layers layers) {
        if (flags.validationStrict()
                && !flags.enableValidation()
                && layers.sound(VALIDATION_STRICT, ENABLE_VALIDATION)) {
            layers.refuse(VALIDATION_STRICT, "true", "false while MONITORING_ENABLE_VALIDATION is false");
        }
        if (flags.dualMode() && !flags.useAdapter() && dualModeWasMeant(layers)) {
            layers.refuse(DUAL_MODE, "true", "false while MONITORING_USE_ADAPTER is false");
        }
    }

    /**
     * Dual mode is on by default, and to turn the adapters off must take one flag. So it is a contradiction only
     * where dual mode was asked for in the layer that turns the adapters off, or in a later one.
     */
    private static boolean dualModeWasMeant(Layers layers) {
        return layers.sound(USE_ADAPTER, DUAL_MODE)
                && layers.layerOf(DUAL_MODE).compareTo(layers.layerOf(USE_ADAPTER)) >= 0;
    }
}
