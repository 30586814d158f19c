package dev.crossfade.cli;

import dev.crossfade.cli.Lines.Line;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers the lines of one file into batches, limited in lines and in bytes. Blank lines are left out. */
final class Batches {
    /** Half of what a daemon takes by default. */
    private static final int MAX_BATCH_BYTES = 4 << 20;

    /** More than any event that a daemon can be set to take: what is cut off there is refused in any case. */
    private static final int MAX_LINE_BYTES = 17 << 20;

    private final String source;
    private final Lines lines;
    private final int maxLines;
    private Optional<Line> ahead = Optional.empty();

    Batches(String source, InputStream in, int maxLines) {
        this.source = source;
        this.lines = new Lines(in, MAX_LINE_BYTES);
        this.maxLines = maxLines;
    }

    /** The next batch; empty at the end. */
    Optional<Batch> next() throws IOException {
        List<Line> batch = new ArrayList<>();
        long bytes = 0;
        for (Optional<Line> line = line(); line.isPresent(); line = line()) {
            bytes += line.get().text().length;
            if (batch.size() == maxLines || (bytes > MAX_BATCH_BYTES && !batch.isEmpty())) {
                ahead = line;
                break;
            }
            batch.add(line.get());
        }
        return batch.isEmpty() ? Optional.empty() : Optional.of(new Batch(source, List.copyOf(batch)));
    }

    private Optional<Line> line() throws IOException {
        Optional<Line> next = ahead.isPresent() ? ahead : lines.next();
        ahead = Optional.empty();
        while (next.isPresent() && next.get().isBlank()) {
            next = lines.next();
        }
        return next;
    }
}
