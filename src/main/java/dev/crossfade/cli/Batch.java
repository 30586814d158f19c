package dev.crossfade.cli;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Lines of one file that are published together, in their order.
 *
 * @param source the file's name, for people
 * @param lines never empty
 */
record Batch(String source, List<Lines.Line> lines) {
    int size() {
        return lines.size();
    }

    /** The lines as NDJSON. */
    byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Lines.Line line : lines) {
            body.writeBytes(line.text());
            body.write('\n');
        }
        return body.toByteArray();
    }

    /** Where the line of that index came from: {@code events.ndjson:17}. */
    String place(int index) {
        return source + ":" + lines.get(index).number();
    }

    Batch firstHalf() {
        return new Batch(source, lines.subList(0, size() / 2));
    }

    Batch secondHalf() {
        return new Batch(source, lines.subList(size() / 2, size()));
    }
}
