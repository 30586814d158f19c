package dev.crossfade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Scripts for Node with packages of npm, as their lock file has them: those of one folder below {@code src/test/js}. A
 * script's last argument is the folder whose {@code node_modules} has the packages.
 */
public final class NodeScript {
    private static final Path SCRIPTS = Path.of("src", "test", "js");
    private static final long PATIENCE_SECONDS = 180;
    private static final Pattern OUT_OF_REACH =
            Pattern.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH");

    private final Path scripts;
    private final Path modules;

    private NodeScript(Path scripts, Path modules) {
        this.scripts = scripts;
        this.modules = modules;
    }

    /** Installs the packages; skips the test where Node or npm is not here, or the registry out of reach. */
    public static NodeScript of(String folder) throws IOException, InterruptedException {
        assumeTrue(isThere("node") && isThere("npm"), "Node and npm are not here");
        NodeScript script = new NodeScript(
                SCRIPTS.resolve(folder),
                // Its own for each process that runs tests: npm installs anew what another has in use.
                Path.of("target", "node", Long.toString(ProcessHandle.current().pid()), folder));
        Files.createDirectories(script.modules);
        for (String file : List.of("package.json", "package-lock.json", ".npmrc")) {
            Files.copy(script.scripts.resolve(file), script.modules.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Ended installed = script.end(script.modules, "npm", "ci", "--prefer-offline", "--fetch-retries=1");
        assumeFalse(OUT_OF_REACH.matcher(installed.errors).find(), "npm reaches no registry");
        assertThat(installed.code).as(installed.errors).isZero();
        return script;
    }

    /** Runs a script to its end and gives what it says on standard output; what it says in error fails the test. */
    public String run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(Arrays.asList(arguments));
        command.add(modules.toAbsolutePath().toString());
        return run(scripts, command.toArray(String[]::new));
    }

    /** The same for a script that needs no packages; skips the test where Node is not here. */
    public static String runAlone(Path script, String... arguments) throws IOException, InterruptedException {
        assumeTrue(isThere("node"), "Node is not here");
        List<String> command = new ArrayList<>(List.of("node", script.toString()));
        command.addAll(Arrays.asList(arguments));
        Path folder = script.toAbsolutePath().getParent();
        return new NodeScript(folder, folder).run(folder, command.toArray(String[]::new));
    }

    /** The folder of an installed package. */
    public Path module(String name) {
        return modules.resolve("node_modules").resolve(name);
    }

    /** One of the scripts. */
    public Path file(String name) {
        return scripts.resolve(name);
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private String run(Path folder, String... command) throws IOException, InterruptedException {
        Ended ended = end(folder, command);
        assertThat(ended.code).as(ended.errors).isZero();
        return ended.output;
    }

    private Ended end(Path folder, String... command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(modules, "node", ".err");
        Path output = Files.createTempFile(modules, "node", ".out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(output), Files.readString(errors));
    }

    /** How a program ended. */
    private record Ended(int code, String output, String errors) {}
}
