package dev.crossfade.bus;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A span of time that metrics are added up over. */
public enum MetricsWindow {
    MINUTE(ChronoUnit.MINUTES),
    HOUR(ChronoUnit.HOURS),
    DAY(ChronoUnit.DAYS);

    private final ChronoUnit unit;

    MetricsWindow(ChronoUnit unit) {
        this.unit = unit;
    }

    /** The name as parameters have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of that name. */
    public static Optional<MetricsWindow> of(String label) {
        return Arrays.stream(values())
                .filter(window -> window.label().equals(label))
                .findFirst();
    }

    /** When the one began that this moment is in, UTC. */
    public Instant start(Instant moment) {
        return moment.truncatedTo(unit);
    }
}
