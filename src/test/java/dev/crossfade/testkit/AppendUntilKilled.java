package dev.crossfade.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crossfade.config.Settings;
import dev.crossfade.eventlog.Appended;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.SegmentedLog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * A process that appends from several threads as fast as it can, and says on standard output what was acknowledged:
 * one line a batch, {@code first last source number}, where {@code number} is in the data of the batch's first event.
 * Now and then a note with the source and number of a batch follows it.
 *
 * <p>Arguments: the log's folder, the node id file, the bound in bytes, a seed.
 */
public final class AppendUntilKilled {
    private static final int THREADS = 3;
    private static final int IN_FLIGHT = 8;
    private static final int LARGEST_BATCH = 20;
    private static final int BATCHES_A_NOTE = 5;

    private final EventLog log;
    private final PrintStream out = new PrintStream(System.out, true);

    private AppendUntilKilled(EventLog log) {
        this.log = log;
    }

    public static void main(String[] args) throws IOException {
        Settings.Log settings = LogSettings.bytes(Long.parseLong(args[2]));
        EventLog log = SegmentedLog.open(Path.of(args[0]), Path.of(args[1]), settings, LineCodec::new);
        AppendUntilKilled appender = new AppendUntilKilled(log);
        appender.out.println("open");
        for (int thread = 0; thread < THREADS; thread++) {
            String source = "t" + thread;
            Random random = new Random(Long.parseLong(args[3]) + thread);
            new Thread(() -> appender.append(source, random)).start();
        }
    }

    private void append(String source, Random random) {
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        for (int number = 0; ; ) {
            inFlight.acquireUninterruptibly();
            int first = number;
            int count = 1 + random.nextInt(LARGEST_BATCH);
            number += count;
            log.append(Drafts.batch(source, first, count))
                    .thenAccept(appended -> tell(appended, source, first))
                    .whenComplete((told, failed) -> inFlight.release());
            if (random.nextInt(BATCHES_A_NOTE) == 0) {
                log.note(List.of(new Note(Note.Kind.AUDIT, (source + " " + first).getBytes(UTF_8))));
            }
        }
    }

    private void tell(Appended appended, String source, int first) {
        out.println(appended.firstSequenceId() + " " + appended.lastSequenceId() + " " + source + " " + first);
    }
}
