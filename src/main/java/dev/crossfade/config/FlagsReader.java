package dev.crossfade.config;

import java.time.Duration;

/** Reads the section {@code flags}: the nine flags by their full names. */
final class FlagsReader {
    static final String USE_ADAPTER = Flag.USE_ADAPTER.key();
    static final String DUAL_MODE = Flag.DUAL_MODE.key();
    static final String ENABLE_VALIDATION = Flag.ENABLE_VALIDATION.key();
    static final String VALIDATION_STRICT = Flag.VALIDATION_STRICT.key();

    private FlagsReader() {}

    static Flags read(Section flags) {
        return new Flags(
                flags.flag(Flag.USE_ADAPTER, Boolean.class),
                flags.flag(Flag.ADAPTER_TYPE, Flags.AdapterType.class),
                flags.flag(Flag.DUAL_MODE, Boolean.class),
                flags.flag(Flag.ENABLE_VALIDATION, Boolean.class),
                flags.flag(Flag.VALIDATION_STRICT, Boolean.class),
                Duration.ofSeconds(flags.flag(Flag.METRICS_FLUSH_INTERVAL, Integer.class)),
                flags.flag(Flag.METRICS_PERSISTENCE, Boolean.class),
                flags.flag(Flag.BATCH_SIZE, Integer.class),
                Duration.ofMillis(flags.flag(Flag.TIMEOUT_MS, Integer.class)));
    }

    /** The rules between flags. */
    static void check(Flags flags, Layers layers) {
        if (flags.validationStrict()
                && !flags.enableValidation()
                && layers.sound(VALIDATION_STRICT, ENABLE_VALIDATION)) {
            layers.refuseTogether(
                    VALIDATION_STRICT, "true", "false while MONITORING_ENABLE_VALIDATION is false", ENABLE_VALIDATION);
        }
        if (flags.dualMode() && !flags.useAdapter() && dualModeWasMeant(layers)) {
            layers.refuseTogether(DUAL_MODE, "true", "false while MONITORING_USE_ADAPTER is false", USE_ADAPTER);
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
