package dev.crossfade;

import ch.qos.logback.core.util.StatusPrinter;
import dev.crossfade.cli.BuildVersion;
import dev.crossfade.cli.CheckConfigCommand;
import dev.crossfade.cli.HealthCommand;
import dev.crossfade.cli.MigrateCommand;
import dev.crossfade.cli.SendCommand;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.control.Configuration;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Process entry: the command line. Without a command it runs the daemon.
 *
 * <p>No logger is made before {@link DaemonLog} has started: until then nobody knows where the log belongs.
 */
@Command(
        name = "crossfade",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        synopsisSubcommandLabel = "[COMMAND]",
        description = "Keeps monitoring events and delivers them live. Without a command: runs the daemon.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed while running, or left something unfinished",
            "2:bad usage or bad configuration"
        })
public final class Main implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private final Map<String, String> environment;
    private final ToIntFunction<Configuration> daemon;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration. Default: conf/crossfade.yaml")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on, 0 for any free one")
    private Optional<String> port = Optional.empty();

    @Option(names = "--host", paramLabel = "HOST", description = "Name or address to listen on")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where all that is kept is kept. Default: data")
    private Path dataDir = Path.of("data");

    private Main(Map<String, String> environment, ToIntFunction<Configuration> daemon) {
        this.environment = environment;
        this.daemon = daemon;
    }

    public static void main(String[] args) {
        keepLogbackOffStandardOutput();
        System.exit(commandLine(System.getenv(), Daemon::run).execute(args));
    }

    /** Standard output is for answers, and logback tells its own troubles there. Deprecated, but logback still uses it. */
    @SuppressWarnings("deprecation")
    private static void keepLogbackOffStandardOutput() {
        StatusPrinter.setPrintStream(System.err);
    }

    /**
     * The command line with all its commands.
     *
     * @param daemon runs the daemon and gives the exit code
     */
    static CommandLine commandLine(Map<String, String> environment, ToIntFunction<Configuration> daemon) {
        return new CommandLine(new Main(environment, daemon))
                .addSubcommand(new CheckConfigCommand(environment))
                .addSubcommand(new MigrateCommand(environment, DatabaseMigration::run))
                .addSubcommand(new SendCommand())
                .addSubcommand(new HealthCommand())
                .setParameterExceptionHandler(Main::refuse)
                .setExecutionExceptionHandler(Main::fail);
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Map<String, String> options = new HashMap<>();
        host.ifPresent(value -> options.put("http.host", value));
        port.ifPresent(value -> options.put("http.port", value));
        Configuration configuration;
        try {
            SettingsReader reader = new SettingsReader(dataDir, environment, options);
            configuration = Configuration.read(reader, dataDir, config, Instant.now());
        } catch (Configuration.RejectedException rejected) {
            err.println("crossfade: the configuration cannot be used:");
            rejected.rejected().problems().forEach(err::println);
            return BAD_USAGE;
        }
        Path file = config.orElse(SettingsReader.DEFAULT_FILE);
        DaemonLog.start(dataDir, file.toAbsolutePath().getParent(), err);
        Logger log = LoggerFactory.getLogger(Main.class);
        log.atInfo().addKeyValue("file", Files.exists(file) ? file : "none").log("configuration read");
        configuration.loaded().notices().forEach(log::warn);
        return daemon.applyAsInt(configuration);
    }

    private static int refuse(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("crossfade: " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return BAD_USAGE;
    }

    private static int fail(Exception failure, CommandLine command, ParseResult parsed) {
        String reason = Optional.ofNullable(failure.getMessage())
                .orElseGet(() -> failure.getClass().getSimpleName());
        command.getErr().println("crossfade: failed: " + reason);
        command.getErr().flush();
        LoggerFactory.getLogger(Main.class).error("unexpected failure", failure);
        return FAILED;
    }
}
