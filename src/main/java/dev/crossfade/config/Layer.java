package dev.crossfade.config;

import java.util.Locale;

/** Where a value comes from; a later layer wins over an earlier one. */
public enum Layer {
    DEFAULT,
    FILE,
    ENV,
    /** An option of the command line. */
    OPTION,
    /** Said by an operator while the daemon runs. */
    OVERRIDE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name as it is shown outside the code, in lower case. */
    public String label() {
        return label;
    }
}
