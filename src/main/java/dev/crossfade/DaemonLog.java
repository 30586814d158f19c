package dev.crossfade;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.PrintWriter;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/**
 * Turns the log of the daemon on: standard error and a file in the data directory, by {@code logback.xml} beside the
 * configuration file or else by the same file inside the jar. Before that, and in all other commands, only warnings
 * are logged and no file is touched. A file given by {@code -Dlogback.configurationFile} wins over all of this.
 */
final class DaemonLog {
    /** Read by {@code logback.xml}: the directory of the log file. */
    private static final String DIRECTORY = "crossfade.logs";

    private static final String OWN_CONFIGURATION = "logback.configurationFile";

    private DaemonLog() {}

    /**
     * Starts logging; to be called before the first line is logged.
     *
     * @param configDir where a {@code logback.xml} is looked for
     * @param err is told what does not work; the daemon then runs with what does
     */
    static void start(Path dataDir, Path configDir, PrintWriter err) {
        System.setProperty(
                DIRECTORY, dataDir.resolve("logs").toAbsolutePath().normalize().toString());
        if (System.getProperty(OWN_CONFIGURATION) != null) {
            return;
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.getStatusManager().clear();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        Path ownFile = configDir.resolve("logback.xml");
        try {
            if (Files.isReadable(ownFile)) {
                configurator.doConfigure(ownFile.toFile());
            } else {
                configurator.doConfigure(builtIn());
            }
        } catch (JoranException broken) {
            err.println("crossfade: " + ownFile + " cannot be used for logging: " + broken.getMessage());
        }
        context.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getEffectiveLevel() >= Status.ERROR)
                .forEach(status -> err.println("crossfade: logging: " + status.getMessage()));
        err.flush();
    }

    private static URL builtIn() {
        return Objects.requireNonNull(
                DaemonLog.class.getResource("/conf/logback.xml"), "no log configuration in the jar");
    }
}
