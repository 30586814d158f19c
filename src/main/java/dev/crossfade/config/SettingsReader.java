package dev.crossfade.config;

import dev.crossfade.config.Settings.Parity;
import dev.crossfade.config.Settings.SelfMonitoring;
import dev.crossfade.config.Settings.Shutdown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the configuration: defaults, then the file, then environment variables, then options of the command line.
 *
 * <p>Holds what stays the same while the daemon runs, so the file can be read again and again. Collects every problem
 * before it gives up. Blocks on the file; safe on any thread.
 */
public final class SettingsReader {
    /** Where the file is looked for when none is named. */
    public static final Path DEFAULT_FILE = Path.of("conf", "crossfade.yaml");

    private final Path dataDir;
    private final Map<String, String> environment;
    private final Map<String, String> options;
    private final Map<String, Object> overrides;
    private final Optional<Settings> running;

    /**
     * @param environment all environment variables; those of other programs are passed over
     * @param options what the command line sets, by the path of its key, {@code http.port}
     */
    public SettingsReader(Path dataDir, Map<String, String> environment, Map<String, String> options) {
        this(dataDir, Map.copyOf(environment), Map.copyOf(options), Map.of(), Optional.empty());
    }

    private SettingsReader(
            Path dataDir,
            Map<String, String> environment,
            Map<String, String> options,
            Map<String, Object> overrides,
            Optional<Settings> running) {
        this.dataDir = dataDir;
        this.environment = environment;
        this.options = options;
        this.overrides = overrides;
        this.running = running;
    }

    /**
     * A reader of the same layers with these overrides on top.
     *
     * @param values plain values by the full path of their key; a value may be null
     */
    public SettingsReader withOverrides(Map<String, Object> values) {
        return new SettingsReader(
                dataDir, environment, options, Collections.unmodifiableMap(new HashMap<>(values)), running);
    }

    /**
     * A reader of the same layers for a daemon that runs under these settings. What it takes can come into force there
     * without a restart: the keys that wait for one hold their value, and the others have to go with that.
     */
    public SettingsReader whileRunning(Settings inForce) {
        return new SettingsReader(dataDir, environment, options, overrides, Optional.of(inForce));
    }

    /** Reads the layers with the file that is named, or else the one at the default place if there is one. */
    public Reading read(Optional<Path> named) {
        return read(text(named));
    }

    /** Reads the layers with this file, which must be there. */
    public Reading read(Path file) {
        return read(text(Optional.of(file)));
    }

    /**
     * The text of the file that is read.
     *
     * @return empty where none is named and there is none at the default place
     */
    public static Text text(Optional<Path> named) {
        Path file = named.orElse(DEFAULT_FILE);
        if (named.isEmpty() && Files.notExists(DEFAULT_FILE)) {
            return new Text(file.toString(), Optional.empty(), Optional.empty());
        }
        try {
            return new Text(file.toString(), Optional.of(ConfigFile.text(file)), Optional.empty());
        } catch (ConfigFile.UnreadableException unreadable) {
            return new Text(file.toString(), Optional.empty(), Optional.of(unreadable.problem()));
        }
    }

    /**
     * What is to be had of the file.
     *
     * @param content empty where there is no file, and where there is a problem with it
     */
    public record Text(String name, Optional<String> content, Optional<Problem> problem) {}

    /** Reads the layers with this in the place of the file. */
    public Reading read(Text text) {
        if (text.problem().isPresent()) {
            return new Rejected(List.of(text.problem().get()));
        }
        return text.content().map(yaml -> read(text.name(), yaml)).orElseGet(this::readWithoutFile);
    }

    /** Reads the layers with this text in the place of the file; one of nothing, or of comments alone, is a broken one. */
    public Reading read(String name, String yaml) {
        try {
            Object root = YamlText.read(yaml);
            if (root == null) {
                return rejected(name, "empty", "a file with keys; without a file the defaults are in force");
            }
            return root instanceof Map<?, ?> map
                    ? layered(map)
                    : rejected(name, new Found(name, root, Layer.FILE).shape(), "a section of keys");
        } catch (NotYamlException broken) {
            return rejected(name, broken.place(), "valid YAML: " + broken.getMessage());
        }
    }

    /** Reads the layers without a file. */
    public Reading readWithoutFile() {
        Layers layers = new Layers(environment, options, overrides);
        layers.notice("there is no configuration file: the built-in defaults are in force");
        return layered(Map.of(), layers);
    }

    private Reading layered(Map<?, ?> file) {
        return layered(file, new Layers(environment, options, overrides));
    }

    private static Rejected rejected(String path, String value, String expected) {
        return new Rejected(List.of(new Problem(path, value, expected)));
    }

    private Reading layered(Map<?, ?> file, Layers layers) {
        Settings settings = settings(Section.root(layers, file), layers);
        FlagsReader.check(settings.flags(), layers);
        AccessReader.check(settings.http(), settings.auth(), layers);
        IntakeReader.check(settings.ingest(), settings.http().maxBody(), layers);
        StorageReader.check(settings.database(), layers);
        running.ifPresent(now ->
                AccessReader.checkUntilRestart(RestartKeys.keep(now, settings).auth(), layers));
        DualWriteReader.notice(settings.dualWrite(), layers);
        layers.refuseUnknown();
        layers.refuseBadLogLevel();
        return layers.outcome(settings);
    }

    private Settings settings(Section root, Layers layers) {
        Section self = root.section("self_monitoring");
        Parity parity = ParityReader.read(root.section("parity"));
        return new Settings(
                AccessReader.http(root.section("http")),
                AccessReader.auth(root.section("auth"), layers),
                IntakeReader.ingest(root.section("ingest")),
                IntakeReader.classification(root.section("classification")),
                FlagsReader.read(root.section("flags")),
                DualWriteReader.read(root.section("dual_write")),
                DualWriteReader.guard(root.section("guard")),
                ChecksumReader.read(root.section("checksum"), layers),
                parity,
                StorageReader.eventLog(root.section("event_log")),
                StorageReader.database(root.section("database")),
                StorageReader.deadLetters(root.section("dead_letters")),
                StorageReader.retention(root.section("retention")),
                AlertsReader.read(root.section("alerts"), layers, parity.thresholds()),
                new SelfMonitoring(
                        self.get("enabled", "true", Kind.truth()),
                        self.get("interval", "5s", Kind.duration("100ms", "1h"))),
                new Shutdown(root.section("shutdown").get("timeout", "30s", Kind.duration("1s", "1h"))),
                dataDir);
    }
}
