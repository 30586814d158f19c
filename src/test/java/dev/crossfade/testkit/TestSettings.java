package dev.crossfade.testkit;

import dev.crossfade.bus.SettingsChanged;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Loaded;
import dev.crossfade.config.Reading;
import dev.crossfade.config.Rejected;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.config.SettingsSnapshot;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Settings for tests, read the way the daemon reads them; a port of 0 unless the file says otherwise. */
public final class TestSettings {
    private TestSettings() {}

    /** The built-in defaults. */
    public static Settings defaults() {
        return yaml("{}");
    }

    /** The defaults with what this configuration file changes. */
    public static Settings yaml(String yaml) {
        return yaml(yaml, Path.of("data"));
    }

    /** The same, for a daemon that keeps its data in that folder. */
    public static Settings yaml(String yaml, Path dataDir) {
        Reading reading = new SettingsReader(dataDir, Map.of(), Map.of("http.port", "0")).read("test.yaml", yaml);
        if (reading instanceof Rejected rejected) {
            throw new IllegalArgumentException(rejected.problems().toString());
        }
        return ((Loaded) reading).settings();
    }

    /** The first that are in force. */
    public static SettingsSnapshot first(Settings settings) {
        return snapshot(1, settings);
    }

    /** Tells a daemon's parts that other settings are in force. */
    public static void change(Vertx vertx, long version, Settings now) {
        SettingsSnapshot before = snapshot(version - 1, now);
        Topics.SETTINGS_CHANGED.publish(vertx, new SettingsChanged(before, snapshot(version, now), List.of()));
    }

    private static SettingsSnapshot snapshot(long version, Settings settings) {
        return new SettingsSnapshot(version, Instant.EPOCH, settings, Map.of());
    }
}
