package dev.crossfade.testkit;

import dev.crossfade.config.Settings;
import java.time.Duration;
import java.util.Optional;

/** Settings of the event log for tests that care about one of them. */
public final class LogSettings {
    private static final Settings.Log.Duplicates DUPLICATES =
            new Settings.Log.Duplicates(Duration.ofMinutes(10), 100_000);

    private LogSettings() {}

    /** Bounded to so many bytes, and by nothing else. */
    public static Settings.Log bytes(long maxBytes) {
        return new Settings.Log(maxBytes, Optional.empty(), Duration.ZERO, DUPLICATES);
    }

    /** The same, with so much time between two syncs. */
    public static Settings.Log bytes(long maxBytes, Duration syncInterval) {
        return new Settings.Log(maxBytes, Optional.empty(), syncInterval, DUPLICATES);
    }

    /** The same, with a bound on the age of what is not stored. */
    public static Settings.Log bytes(long maxBytes, Optional<Duration> maxAge) {
        return new Settings.Log(maxBytes, maxAge, Duration.ZERO, DUPLICATES);
    }
}
