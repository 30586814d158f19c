package dev.crossfade.testkit;

import dev.crossfade.config.Loaded;
import dev.crossfade.config.Reading;
import dev.crossfade.config.Rejected;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsReader;
import java.nio.file.Path;
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
}
