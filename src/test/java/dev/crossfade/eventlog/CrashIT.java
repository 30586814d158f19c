package dev.crossfade.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import dev.crossfade.event.SealedEvent;
import dev.crossfade.testkit.AppendUntilKilled;
import dev.crossfade.testkit.LineCodec;
import dev.crossfade.testkit.LogSettings;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A process is killed in the middle of its appends, again and again, on the same log: whatever it said was
 * acknowledged is there, once, in order, with its content, and the numbers have no hole, although notes lie between the
 * events.
 *
 * <p>{@code -Dcrash.rounds=N} for more rounds, {@code -Dcrash.seed=N} to repeat a schedule.
 */
final class CrashIT {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 200);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final long MAX_BYTES = 8 << 20;
    private static final int LONGEST_LIFE_MILLIS = 120;
    /** One round in so many lives until something was acknowledged, however slow the machine is. */
    private static final int SPEAKING_ROUNDS = 4;

    private static final int PATIENCE_SECONDS = 20;
    private static final int PAGE = 2000;

    @TempDir
    Path temp;

    private final Random random = new Random(SEED);
    private long acknowledged;
    private long checked;
    private long notes;
    private long lastSequenceId;

    /** What the process said of one batch. */
    private record Said(long first, long last, String source, int number) {
        static Said parse(String line) {
            String[] part = line.split(" ", -1);
            return new Said(Long.parseLong(part[0]), Long.parseLong(part[1]), part[2], Integer.parseInt(part[3]));
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesTheKill() throws Exception {
        System.out.println("crash.rounds=" + ROUNDS + " crash.seed=" + SEED);
        for (int round = 0; round < ROUNDS; round++) {
            check(round, runAndKill(round % SPEAKING_ROUNDS == 0));
        }
        System.out.println(acknowledged + " events acknowledged, " + checked + " found, and " + notes + " notes");
        assertThat(notes).isPositive();
        assertThat(acknowledged).isGreaterThan(ROUNDS);
        assertThat(checked).isGreaterThanOrEqualTo(acknowledged);
    }

    private List<Said> runAndKill(boolean onceItHasSpoken) throws Exception {
        Path errors = temp.resolve("errors");
        Process process =
                new ProcessBuilder(command()).redirectError(errors.toFile()).start();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).as(() -> contentOf(errors.toFile())).isEqualTo("open");
            CompletableFuture<Void> spoken = new CompletableFuture<>();
            Thread killer = new Thread(() -> {
                if (onceItHasSpoken) {
                    spoken.completeOnTimeout(null, PATIENCE_SECONDS, SECONDS).join();
                }
                LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_LIFE_MILLIS * 1_000_000));
                // By its handle: the process's own method would close the stream with what it said last.
                process.toHandle().destroyForcibly();
            });
            killer.start();
            List<Said> said = readAll(out, () -> spoken.complete(null));
            killer.join();
            assertThat(process.waitFor(PATIENCE_SECONDS, SECONDS)).isTrue();
            return said;
        }
    }

    private static List<Said> readAll(BufferedReader out, Runnable spoken) throws IOException {
        List<Said> said = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int next; (next = out.read()) >= 0; ) {
            if (next == '\n') {
                said.add(Said.parse(line.toString()));
                spoken.run();
                line.setLength(0);
            } else {
                line.append((char) next);
            }
        }
        // A line without its end was cut off by the kill and may say a wrong number.
        return said;
    }

    private List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                String.join(
                        File.pathSeparator,
                        placeOf(SegmentedLog.class),
                        placeOf(AppendUntilKilled.class),
                        placeOf(LoggerFactory.class)),
                AppendUntilKilled.class.getName(),
                temp.resolve("log").toString(),
                temp.resolve("node-id").toString(),
                Long.toString(MAX_BYTES),
                Long.toString(random.nextLong()));
    }

    /** The jar or folder that a class comes from. */
    private static String placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    /** Everything above the checkpoint is read; then the checkpoint moves, so that later rounds delete segments. */
    private void check(int round, List<Said> said) {
        try (SegmentedLog log = SegmentedLog.open(
                temp.resolve("log"), temp.resolve("node-id"), LogSettings.bytes(MAX_BYTES), LineCodec::new)) {
            long from = log.stats().checkpoint() + 1;
            List<LogRecord> records = readFrom(log, from);
            assertThat(log.stats().problem()).as("round %d", round).isEmpty();
            List<SealedEvent> events = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                assertThat(records.get(i).offset()).as("round %d", round).isEqualTo(from + i);
                assertNumber(records.get(i), events);
            }
            for (Said batch : said) {
                long before = lastSequenceId + 1;
                assertThat(batch.last()).as("round %d", round).isLessThan(before + events.size());
                assertBatch(batch, events.subList((int) (batch.first() - before), (int) (batch.last() - before) + 1));
                acknowledged += batch.last() - batch.first() + 1;
            }
            checked += events.size();
            notes += records.size() - events.size();
            lastSequenceId += events.size();
            assertThat(log.stats().lastSequenceId()).as("round %d", round).isEqualTo(lastSequenceId);
            log.checkpoint(log.stats().endOffset());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** @param events all before it of this round; it is added where it is one */
    private void assertNumber(LogRecord record, List<SealedEvent> events) {
        long next = lastSequenceId + events.size() + 1;
        if (record instanceof NoteRecord note) {
            assertThat(note.nextSequenceId()).isEqualTo(next);
            assertThat(new String(note.json(), UTF_8)).matches("t\\d \\d+");
        } else {
            events.add(EventLogContract.sealed(record));
            assertThat(events.get(events.size() - 1).event().sequenceId()).isEqualTo(next);
        }
    }

    private static void assertBatch(Said batch, List<SealedEvent> records) {
        for (int i = 0; i < records.size(); i++) {
            assertThat(records.get(i).event().source()).isEqualTo(batch.source());
            assertThat(records.get(i).event().data()).isEqualTo("{\"n\":" + (batch.number() + i) + "}");
        }
    }

    private static List<LogRecord> readFrom(EventLog log, long from) {
        List<LogRecord> all = new ArrayList<>();
        long next = from;
        while (true) {
            List<LogRecord> page = EventLogContract.await(log.read(next, PAGE, Integer.MAX_VALUE));
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            next = page.get(page.size() - 1).offset() + 1;
        }
    }
}
