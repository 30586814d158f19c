package dev.crossfade.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Cuts a stream into lines, and holds at most one of them, up to a limit. */
final class Lines {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final int maxBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int filled;
    private long number;

    /** @param maxBytes of a longer line only this much is kept */
    Lines(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /**
     * One line.
     *
     * @param number from 1
     * @param text without its end
     */
    record Line(long number, byte[] text) {
        boolean isBlank() {
            for (byte letter : text) {
                if (letter != ' ' && letter != '\t' && letter != '\r') {
                    return false;
                }
            }
            return true;
        }
    }

    /** The next line; empty at the end. Blocks while the stream does. */
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean any = false;
        boolean ended = false;
        while (!ended && fill()) {
            any = true;
            int end = endOfLine();
            int room = maxBytes - text.size();
            text.write(buffer, position, Math.min(room, end - position));
            ended = end < filled;
            position = ended ? end + 1 : end;
        }
        return any ? Optional.of(new Line(++number, text.toByteArray())) : Optional.empty();
    }

    private boolean fill() throws IOException {
        if (position == filled) {
            position = 0;
            filled = Math.max(0, in.read(buffer));
        }
        return filled > 0;
    }

    private int endOfLine() {
        int end = position;
        while (end < filled && buffer[end] != '\n') {
            end++;
        }
        return end;
    }
}
