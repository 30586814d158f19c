package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.crossfade.control.Configuration;
import dev.crossfade.testkit.BrokenFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

final class MainTest {
    @TempDir
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Configuration> started = new ArrayList<>();

    @AfterEach
    void takeTheLogOfTheDaemonAway() throws JoranException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new ContextInitializer(context).autoConfig();
    }

    @Test
    void helpNamesEveryCommand() {
        CommandLine commandLine = commandLine(Map.of(), loaded -> 0);

        assertThat(commandLine.execute("--help")).isZero();
        assertThat(commandLine.getSubcommands()).containsKeys("check-config", "send");
        assertThat(out.toString()).contains(commandLine.getSubcommands().keySet());
        assertThat(out.toString()).contains("--config", "--port", "--host", "--data-dir", "--version");
    }

    @Test
    void versionIsOneLine() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).matches("crossfade \\S+( \\([0-9a-f]+(, with changes)?\\))?\\R");
        assertThat(execute("send", "--version")).isZero();
    }

    @Test
    void theDaemonGetsTheSettingsOfAllLayers() throws Exception {
        Path file = write("c.yaml", "http: {port: 1, max_connections: 7}");

        int code = execute("--config", file.toString(), "--port", "0", "--host", "::1", "--data-dir", dir + "/d");

        assertThat(code).isZero();
        assertThat(started).singleElement().satisfies(loaded -> {
            assertThat(loaded.loaded().settings().http().port()).isZero();
            assertThat(loaded.loaded().settings().http().host()).isEqualTo("::1");
            assertThat(loaded.loaded().settings().http().maxConnections()).isEqualTo(7);
            assertThat(loaded.loaded().settings().dataDir()).isEqualTo(dir.resolve("d"));
        });
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theExitCodeIsTheDaemons() {
        assertThat(commandLine(Map.of(), loaded -> 1).execute("--data-dir", dir.toString()))
                .isEqualTo(1);
    }

    @Test
    void aBadConfigurationStopsTheStartWithEveryProblem() throws Exception {
        Path file = write("c.yaml", "http: {max_body: x}\nself_monitoring: {interval: 1}");

        assertThat(execute("--config", file.toString(), "--port", "99999", "--data-dir", dir + "/d"))
                .isEqualTo(2);

        assertThat(err.toString())
                .contains("\n--port: 99999: a whole number from 0 to 65535\n")
                .contains("\nhttp.max_body: x: ")
                .contains("\nself_monitoring.interval: 1: ");
        assertThat(out.toString()).isEmpty();
        assertThat(started).isEmpty();
        assertThat(dir.resolve("d")).doesNotExist();
    }

    static List<BrokenFile> brokenFiles() {
        return BrokenFile.all();
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void everyKindOfBrokenFileStopsTheStartWithItsProblemsAndNothingElse(BrokenFile broken) throws Exception {
        Path file = dir.resolve("crossfade.yaml");
        broken.replace(file);

        assertThat(execute("--config", file.toString(), "--data-dir", dir + "/d"))
                .isEqualTo(2);

        List<String> lines = err.toString().lines().toList();
        assertThat(lines.get(0)).isEqualTo("crossfade: the configuration cannot be used:");
        assertThat(lines.subList(1, lines.size()))
                .zipSatisfy(broken.problemsOf(file), (line, problem) -> assertThat(line)
                        .startsWith(problem.path() + ": " + problem.value() + ": ")
                        .contains(problem.expected()));
        assertThat(lines).hasSize(1 + broken.problems().size());
        assertThat(err.toString()).doesNotContain(BrokenFile.SECRET);
        assertThat(started).isEmpty();
        assertThat(dir.resolve("d")).doesNotExist();
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        assertThat(execute("--config", dir + "/none.yaml")).isEqualTo(2);
        assertThat(err.toString()).contains("none.yaml: not found: a file that exists");
    }

    @Test
    void badUsageSaysWhatToDo() {
        assertThat(execute("--no-such-option")).isEqualTo(2);
        assertThat(err.toString()).contains("--no-such-option", "Try 'crossfade --help'.");
        assertThat(execute("send")).isEqualTo(2);
        assertThat(err.toString()).contains("FILE", "Try 'crossfade send --help'.");
    }

    @Test
    void anUnexpectedFailureIsOneLineBeforeAllElse() {
        CommandLine commandLine = commandLine(Map.of(), loaded -> {
            throw new IllegalStateException("the sky fell");
        });

        assertThat(commandLine.execute("--data-dir", dir.toString())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("crossfade: failed: the sky fell" + System.lineSeparator());
    }

    @Test
    void checkConfigSaysOkOrEveryProblem() throws Exception {
        Path good = write("good.yaml", "http: {port: 1}");
        Path bad = write("bad.yaml", "http: {port: x}\nhtpp: {}");

        assertThat(execute("check-config", good.toString())).isZero();
        assertThat(out.toString()).isEqualTo("ok" + System.lineSeparator());
        assertThat(execute("check-config", bad.toString())).isEqualTo(2);
        assertThat(out.toString())
                .contains("http.port: x: a whole number from 0 to 65535")
                .contains("htpp: unknown key: a known key; the nearest is http");
        assertThat(execute("check-config", dir + "/none.yaml")).isEqualTo(2);
        assertThat(started).isEmpty();
    }

    @Test
    void checkConfigSeesTheEnvironment() {
        assertThat(commandLine(Map.of("MONITORING_BATCH_SIZE", "0"), loaded -> 0)
                        .execute("check-config"))
                .isEqualTo(2);
        assertThat(out.toString()).contains("MONITORING_BATCH_SIZE: 0: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conf", "no-log-configuration-here"})
    void theLogFileHoldsOneLineAnEvent(String configDir) throws Exception {
        Path shipped = Path.of("conf", "logback.xml");
        Path config = Files.createDirectory(dir.resolve(configDir)).resolve("c.yaml");
        Files.writeString(config, "{}");
        if (configDir.equals("conf")) {
            Files.copy(shipped, config.resolveSibling("logback.xml"));
        }
        int code = commandLine(Map.of(), loaded -> {
                    LoggerFactory.getLogger("dev.crossfade.Part")
                            .atInfo()
                            .addKeyValue("batch", 5)
                            .setCause(new IllegalStateException("first\nsecond"))
                            .log("half\nand half");
                    LoggerFactory.getLogger("org.flywaydb.core").info("noise");
                    return 0;
                })
                .execute("--config", config.toString(), "--data-dir", dir.toString());

        assertThat(code).isZero();
        assertThat(Files.readAllLines(dir.resolve("logs/crossfade.log")))
                .hasSize(2)
                .last()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Part \\[.+] half \\| and half"
                        + " batch=\"5\" java.lang.IllegalStateException: first \\| second \\| at .*[^| ]");
    }

    @Test
    void aLogConfigurationBesideTheConfigurationWins() throws Exception {
        Path file = write("c.yaml", "{}");
        write("logback.xml", """
                <configuration><appender name="F" class="ch.qos.logback.core.FileAppender">
                <file>${crossfade.logs}/own.log</file><encoder><pattern>%msg%n</pattern></encoder></appender>
                <root level="INFO"><appender-ref ref="F"/></root></configuration>
                """);

        commandLine(Map.of(), loaded -> {
                    LoggerFactory.getLogger("x").info("hello");
                    return 0;
                })
                .execute("--config", file.toString(), "--data-dir", dir.toString());

        assertThat(Files.readAllLines(dir.resolve("logs/own.log"))).last().isEqualTo("hello");
        assertThat(dir.resolve("logs/crossfade.log")).doesNotExist();
    }

    @Test
    void aLogFileThatCannotBeWrittenIsSaid() throws Exception {
        Path blocked = write("blocked", "no directory");

        assertThat(execute("--data-dir", blocked.toString())).isZero();
        assertThat(err.toString()).contains("crossfade: logging: ");
        assertThat(started).hasSize(1);
    }

    private int execute(String... args) {
        return commandLine(Map.of(), loaded -> {
                    started.add(loaded);
                    return 0;
                })
                .execute(args);
    }

    private CommandLine commandLine(Map<String, String> environment, ToIntFunction<Configuration> daemon) {
        return Main.commandLine(environment, daemon)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(dir.resolve(name), text);
    }
}
