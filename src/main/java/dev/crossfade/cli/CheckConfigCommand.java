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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a configuration as the daemon would, the environment with it, and says {@code ok} or every problem. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = "Prints ok, or every problem of the configuration: path: value: what was expected.")
public final class CheckConfigCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int BAD_CONFIGURATION = 2;

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Default: conf/crossfade.yaml")
    private Optional<Path> file = Optional.empty();

    public CheckConfigCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Reading reading = new SettingsReader(Path.of("data"), environment, Map.of()).read(file);
        if (reading instanceof Rejected rejected) {
            rejected.problems().forEach(spec.commandLine().getOut()::println);
            return BAD_CONFIGURATION;
        }
        ((Loaded) reading)
                .notices()
                .forEach(notice -> spec.commandLine().getErr().println("note: " + notice));
        spec.commandLine().getOut().println("ok");
        return OK;
    }
}
