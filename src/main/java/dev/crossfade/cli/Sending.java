package dev.crossfade.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One run of {@code send}: reads the files in their order and publishes them batch by batch. Blocks its thread. */
final class Sending {
    /** Stands for standard input. */
    static final String STDIN = "-";

    private final EventsClient client;
    private final Pace pace;
    private final int batchSize;
    private final Progress progress;
    private final InputStream stdin;
    private final Tally tally;
    private final long startedNanos = System.nanoTime();
    private long sent;

    Sending(EventsClient client, Pace pace, int batchSize, Progress progress, InputStream stdin, Tally tally) {
        this.client = client;
        this.pace = pace;
        this.batchSize = batchSize;
        this.progress = progress;
        this.stdin = stdin;
        this.tally = tally;
    }

    /** Sends all of them; why it stopped before the end, if it did. */
    Optional<String> run(List<String> files) {
        try {
            for (String file : files) {
                send(file);
            }
            return Optional.empty();
        } catch (CannotSendException refused) {
            return Optional.of(refused.getMessage());
        } catch (IOException unreadable) {
            return Optional.of("cannot read on: " + unreadable.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted; the last batch may have been accepted");
        }
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private void publish(Batch batch) throws CannotSendException, InterruptedException {
        try {
            client.publish(batch, tally);
        } catch (CannotSendException refused) {
            throw new CannotSendException(refused.getMessage() + "; go on from " + batch.place(0));
        }
    }

    private void send(String file) throws IOException, CannotSendException, InterruptedException {
        boolean piped = file.equals(STDIN);
        try (InputStream in = piped ? stdin : Files.newInputStream(Path.of(file))) {
            Batches batches = new Batches(piped ? "stdin" : file, progress.watch(in), pace.batchSize(batchSize));
            for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                Thread.sleep(pace.pause(sent, elapsed()).toMillis());
                publish(batch.get());
                sent += batch.get().size();
            }
        }
    }
}
