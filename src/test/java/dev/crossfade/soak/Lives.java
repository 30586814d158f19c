package dev.crossfade.soak;

import dev.crossfade.testkit.DaemonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is to be said of the daemon's lives, from their starts to their ends. Belongs to one thread at a time. */
final class Lives {
    private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\(\\d+M\\)");
    private static final Pattern ERROR = Pattern.compile("^\\S+ ERROR .*");
    private static final List<String> TROUBLE = List.of("OutOfMemoryError", "has been blocked for");

    private final Path garbageLogs;
    private final Anomalies anomalies;
    private final Map<Integer, Integer> exits = new TreeMap<>();
    private Duration slowestStart = Duration.ZERO;
    private Duration slowestStop = Duration.ZERO;
    private long peakResidentBytes;
    private int starts;

    /** @param garbageLogs the folder that every life leaves a log of its garbage collections in */
    Lives(Path garbageLogs, Anomalies anomalies) {
        this.garbageLogs = garbageLogs;
        this.anomalies = anomalies;
    }

    /** What makes the daemon's JVM write that log. */
    Map<String, String> environment() {
        return Map.of("JDK_JAVA_OPTIONS", "-Xlog:gc:file=" + garbageLogs.resolve("gc-%p.log"));
    }

    void ready(Duration after) {
        starts++;
        slowestStart = max(slowestStart, after);
    }

    /** Before its end, whatever that will be. */
    void ending(DaemonProcess daemon) {
        peakResidentBytes = Math.max(peakResidentBytes, daemon.peakResidentBytes());
    }

    void stopped(int exitCode, Duration after) {
        exits.merge(exitCode, 1, Integer::sum);
        slowestStop = max(slowestStop, after);
    }

    /** After its end. */
    void ended(DaemonProcess daemon) {
        daemon.errors()
                .lines()
                .filter(line ->
                        ERROR.matcher(line).matches() || TROUBLE.stream().anyMatch(line::contains))
                .forEach(line -> anomalies.add("daemon: " + line));
    }

    int starts() {
        return starts;
    }

    /** From the launch of a process to its ready line. */
    Duration slowestStart() {
        return slowestStart;
    }

    /** From SIGTERM to the end. */
    Duration slowestStop() {
        return slowestStop;
    }

    /** Exit codes after SIGTERM, each with how often it came. */
    Map<Integer, Integer> exits() {
        return exits;
    }

    long peakResidentMiB() {
        return peakResidentBytes >> 20;
    }

    /** The most that was alive after any garbage collection of any life. */
    long peakHeapMiB() throws IOException {
        try (Stream<Path> logs = Files.list(garbageLogs)) {
            return logs.filter(log -> log.getFileName().toString().startsWith("gc-"))
                    .flatMap(Lives::collections)
                    .mapToLong(collection -> Long.parseLong(collection.group(2)))
                    .max()
                    .orElse(0);
        }
    }

    private static Stream<MatchResult> collections(Path log) {
        try {
            return COLLECTION.matcher(Files.readString(log)).results();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Duration max(Duration one, Duration other) {
        return Optional.of(one).filter(first -> first.compareTo(other) > 0).orElse(other);
    }
}
