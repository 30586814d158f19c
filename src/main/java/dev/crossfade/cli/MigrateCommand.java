package dev.crossfade.cli;

import dev.crossfade.config.Loaded;
import dev.crossfade.config.Reading;
import dev.crossfade.config.Rejected;
import dev.crossfade.config.SettingsReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings the schema of the configured database up to date and says what it did. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = "Brings the database schema up to date and says what it did.")
public final class MigrateCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int BAD_CONFIGURATION = 2;

    private final Map<String, String> environment;
    private final Migration migration;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration. Default: conf/crossfade.yaml")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where the embedded database is kept. Default: data")
    private Path dataDir = Path.of("data");

    public MigrateCommand(Map<String, String> environment, Migration migration) {
        this.environment = environment;
        this.migration = migration;
    }

    @Override
    public Integer call() {
        Reading reading = new SettingsReader(dataDir, environment, Map.of()).read(config);
        if (reading instanceof Rejected rejected) {
            rejected.problems().forEach(spec.commandLine().getErr()::println);
            return BAD_CONFIGURATION;
        }
        ((Loaded) reading)
                .notices()
                .forEach(notice -> spec.commandLine().getErr().println("note: " + notice));
        try {
            spec.commandLine().getOut().println(migration.run(((Loaded) reading).settings()));
            return DONE;
        } catch (Exception failed) {
            spec.commandLine().getErr().println("crossfade: the schema was not migrated: " + failed.getMessage());
            return FAILED;
        }
    }
}
