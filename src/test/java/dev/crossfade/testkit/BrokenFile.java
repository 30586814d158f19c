package dev.crossfade.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crossfade.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A way in which the configuration file can be broken, and every problem that must be told of it.
 *
 * @param kind of damage, in a few words
 * @param making puts it where there is nothing
 * @param problems by path, value and a part of what was expected; the path {@link #ITSELF} is the file's own
 */
public record BrokenFile(String kind, Making making, List<Problem> problems) {
    /** What stands for the path of the file. */
    public static final String ITSELF = "the file";
    /** A value that nobody may ever be shown. */
    public static final String SECRET = "geheim";

    private static final int RANDOM_SEED = 42;
    private static final int KEYS = 20_000;
    private static final int NAMED = 100;

    /** Makes a file, or something in its place. */
    @FunctionalInterface
    public interface Making {
        void at(Path file) throws IOException;
    }

    /** All of them, no two with the same problems one after the other. */
    public static List<BrokenFile> all() {
        return Stream.of(places(), bytes(), yaml(), bombs(), values(), combinations())
                .flatMap(List::stream)
                .toList();
    }

    /** Puts it in the place of what is there. */
    public void replace(Path file) throws IOException {
        Files.deleteIfExists(file);
        making.at(file);
    }

    /** What must be told where the file lies there. */
    public List<Problem> problemsOf(Path file) {
        return problems.stream()
                .map(problem -> problem.path().equals(ITSELF)
                        ? new Problem(file.toString(), problem.value(), problem.expected())
                        : problem)
                .toList();
    }

    @Override
    public String toString() {
        return kind;
    }

    private static List<BrokenFile> places() {
        return List.of(
                itself("a directory", Files::createDirectory, "a directory", "a file"),
                itself(
                        "a dangling symlink",
                        file -> Files.createSymbolicLink(file, Path.of("nowhere.yaml")),
                        "not found",
                        "a file that exists"),
                itself(
                        "a symlink to itself",
                        file -> Files.createSymbolicLink(file, file),
                        "not readable",
                        "a readable file"),
                itself("a pipe", BrokenFile::makePipe, "a pipe or a device", "a regular file"),
                itself("no file", file -> {}, "not found", "a file that exists"));
    }

    private static List<BrokenFile> bytes() {
        byte[] garbage = new byte[4096];
        new Random(RANDOM_SEED).nextBytes(garbage);
        return List.of(
                text("an empty file", "", "empty", "a file with keys"),
                otherText("binary garbage", garbage),
                text("a blank file", "\n \r\n\n", "empty", "a file with keys"),
                otherText("Latin-1", "# für\nhttp: {}\n".getBytes(ISO_8859_1)),
                text("the zeros of a disk", "\0".repeat(512), "not readable", "valid YAML"),
                text("more than 10 MiB", "# more\n".repeat(2 << 20), "more than 1MiB", "at most 1MiB"),
                otherText("UTF-16", "http: {}\n".getBytes(UTF_16)),
                text("a web page", "<html><body>404</body></html>\n", "a text", "a section of keys"));
    }

    private static List<BrokenFile> yaml() {
        return List.of(
                text("a bracket that stays open", "http:\n  port: [1\n", "line 3, column 1", "valid YAML"),
                text("a tab", "flags:\n\tMONITORING_BATCH_SIZE: 5\n", "line 2, column 1", "(TAB)"),
                text("the marks of a merge", "<<<<<<< HEAD\nhttp: {}\n=======\n", "line 2, column 5", "valid YAML"),
                text("a key twice", "http:\n  port: 1\n  port: 2\n", "line 3, column 3", "duplicate key port"),
                text("two documents", "--- {}\n--- {}\n", "line 2, column 1", "single document"),
                text("a list", "- a\n- b\n", "a list", "a section of keys"),
                text("a tag of Java", "http: !!java.io.File [x]\n", "line 1, column 7", "tag is not allowed"),
                text(
                        "a tag that does not fit",
                        "http: !!map [a]\n",
                        "line 1, column 7",
                        "no tag tag:yaml.org,2002:map"),
                text("an alias of nothing", "http: *nowhere\n", "line 1, column 7", "undefined alias"));
    }

    private static List<BrokenFile> bombs() {
        return List.of(
                text("many aliases", aliases(60, 2), "not readable", "aliases"),
                text("few aliases that make much", aliases(16, 3), "line 1, column 13", "no aliases that make more"),
                text(
                        "a value that holds itself",
                        "http: {allowed_origins: &a [[*a]]}\n",
                        "line 1, column 25",
                        "no value that holds itself"),
                text("deep nesting", "[".repeat(10_000), "not readable", "Nesting Depth exceeded max 32"),
                unknownKeys());
    }

    private static List<BrokenFile> values() {
        return List.of(
                key("flags: {MONITORING_BATCH_SIZE: many}", "flags.MONITORING_BATCH_SIZE", "many", "a whole number"),
                key("flags: {MONITORING_BATCH_SIZE: 10001}", "flags.MONITORING_BATCH_SIZE", "10001", "from 1 to 10000"),
                key("flags: {MONITORING_TIMEOUT_MS: -1}", "flags.MONITORING_TIMEOUT_MS", "-1", "from 1 to 3600000"),
                key("flags: {MONITORING_TIMEOUT_MS: !!int x}", "flags.MONITORING_TIMEOUT_MS", "x", "a whole number"),
                key("flags: {MONITORING_USE_ADAPTER: ja}", "flags.MONITORING_USE_ADAPTER", "ja", "true or false"),
                key("shutdown: {timeout: 30 parsecs}", "shutdown.timeout", "30 parsecs", "with its unit"),
                key("http: {max_body: 8 bananas}", "http.max_body", "8 bananas", "a size from 1KiB"),
                key("http: 8080", "http", "a text", "a section of keys"),
                key("dual_write: {global_override: both}", "dual_write.global_override", "both", "websocket_only"),
                percentage("NaN"),
                percentage("-0.1"),
                percentage("${PERCENTAGE}"),
                key(
                        "dual_write: {categories: {perfomance: {percentage: 1}}}",
                        "dual_write.categories.perfomance",
                        "unknown key",
                        "the nearest is dual_write.categories.performance"),
                key(
                        "auth: {keys: [{name: a, roles: [read], sha256: " + SECRET + "}]}",
                        "auth.keys[0].sha256",
                        "(hidden)",
                        "64 lower-case hex"));
    }

    private static List<BrokenFile> combinations() {
        return List.of(
                key(
                        "flags: {MONITORING_VALIDATION_STRICT: true, MONITORING_ENABLE_VALIDATION: false}",
                        "flags.MONITORING_VALIDATION_STRICT",
                        "true",
                        "false while MONITORING_ENABLE_VALIDATION is false"),
                key(
                        "flags: {MONITORING_USE_ADAPTER: false, MONITORING_DUAL_MODE: true}",
                        "flags.MONITORING_DUAL_MODE",
                        "true",
                        "false while MONITORING_USE_ADAPTER is false"),
                fourMistakes());
    }

    private static BrokenFile fourMistakes() {
        String yaml = """
                htpp: {}
                flags: {MONITORING_BATCH_SIZE: 0, MONITORING_USE_ADAPTER: maybe}
                dual_write: {categories: {debug: {adapters: [pigeon]}}}
                """;
        return new BrokenFile(
                "four mistakes",
                written(yaml.getBytes(UTF_8)),
                List.of(
                        new Problem("flags.MONITORING_USE_ADAPTER", "maybe", "true or false"),
                        new Problem("flags.MONITORING_BATCH_SIZE", "0", "from 1 to 10000"),
                        new Problem("dual_write.categories.debug.adapters[0]", "pigeon", "one of websocket, realtime"),
                        new Problem("htpp", "unknown key", "the nearest is http")));
    }

    /** So many that only the first are named, and the number of the others. */
    private static BrokenFile unknownKeys() {
        String yaml =
                IntStream.range(0, KEYS).mapToObj("key%05d: 1\n"::formatted).collect(Collectors.joining());
        Stream<Problem> named = IntStream.range(0, NAMED)
                .mapToObj("key%05d"::formatted)
                .map(key -> new Problem(key, "unknown key", "a known key, one of alerts, auth, checksum"));
        Problem others = new Problem("further problems", Integer.toString(KEYS - NAMED), "only the first are named");
        return new BrokenFile(
                "nothing but unknown keys",
                written(yaml.getBytes(UTF_8)),
                Stream.concat(named, Stream.of(others)).toList());
    }

    /** Lists that hold the one before so many times, down to a key that takes a list. */
    private static String aliases(int lists, int times) {
        return IntStream.range(1, lists)
                .mapToObj(i -> "a%d: &a%d [%s]\n"
                        .formatted(i, i, String.join(", ", Collections.nCopies(times, "*a" + (i - 1)))))
                .collect(Collectors.joining(
                        "", "a0: &a0 [x, x]\n", "http: {allowed_origins: [*a%d]}\n".formatted(lists - 1)));
    }

    private static BrokenFile percentage(String value) {
        String yaml = "dual_write:\n  categories:\n    debug:\n      percentage: " + value + "\n";
        return key(yaml, "dual_write.categories.debug.percentage", value, "a number from 0 to 100");
    }

    private static BrokenFile key(String yaml, String path, String value, String expected) {
        return new BrokenFile(
                path + ": " + value, written(yaml.getBytes(UTF_8)), List.of(new Problem(path, value, expected)));
    }

    private static BrokenFile otherText(String kind, byte[] bytes) {
        return itself(kind, written(bytes), "not UTF-8", "a text in UTF-8");
    }

    private static BrokenFile text(String kind, String text, String value, String expected) {
        return itself(kind, written(text.getBytes(UTF_8)), value, expected);
    }

    private static BrokenFile itself(String kind, Making making, String value, String expected) {
        return new BrokenFile(kind, making, List.of(new Problem(ITSELF, value, expected)));
    }

    private static void makePipe(Path file) throws IOException {
        int code = new ProcessBuilder("mkfifo", file.toString())
                .start()
                .onExit()
                .join()
                .exitValue();
        if (code != 0) {
            throw new IOException("mkfifo ended with " + code);
        }
    }

    private static Making written(byte[] bytes) {
        return file -> Files.write(file, bytes);
    }
}
