package dev.crossfade.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the text of a configuration file, within a limit. */
final class ConfigFile {
    private static final int MAX_BYTES = 1 << 20;

    private ConfigFile() {}

    static String text(Path file) throws UnreadableException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(file)))
                    .toString();
        } catch (NoSuchFileException missing) {
            throw new UnreadableException(file, "not found", "a file that exists");
        } catch (AccessDeniedException denied) {
            throw new UnreadableException(file, "permission denied", "a file that this user may read");
        } catch (CharacterCodingException otherText) {
            throw new UnreadableException(file, "not UTF-8", "a text in UTF-8");
        } catch (IOException failed) {
            throw new UnreadableException(file, "not readable", "a readable file");
        }
    }

    private static byte[] bytes(Path file) throws IOException, UnreadableException {
        if (Files.isDirectory(file)) {
            throw new UnreadableException(file, "a directory", "a file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A pipe would hold up the reader until somebody writes, and is empty when it is read once more.
            throw new UnreadableException(file, "a pipe or a device", "a regular file, which can be read again");
        }
        // Not Files.size: the file may grow meanwhile.
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new UnreadableException(file, "more than 1MiB", "a file of at most 1MiB");
            }
            return bytes;
        }
    }

    /** A file whose text cannot be had. Expected, so without a stack. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        private UnreadableException(Path file, String value, String expected) {
            super(value, null, false, false);
            this.problem = new Problem(file.toString(), value, expected);
        }

        Problem problem() {
            return problem;
        }
    }
}
