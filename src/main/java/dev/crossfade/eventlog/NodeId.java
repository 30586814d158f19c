package dev.crossfade.eventlog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** The file that names the node: 12 random characters of {@code 0-9a-z}, which belong to one event log for good. */
final class NodeId {
    static final int LENGTH = 12;
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

    private final Disk disk;
    private final Path file;

    NodeId(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** What the file says; empty where there is none or it says no node id. */
    Optional<String> read() throws IOException {
        if (!exists()) {
            return Optional.empty();
        }
        String text = Files.readString(file).strip();
        return text.matches("[0-9a-z]{" + LENGTH + "}") ? Optional.of(text) : Optional.empty();
    }

    /** Makes a new id and keeps it. */
    String create() throws IOException {
        SecureRandom random = new SecureRandom();
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        keep(id.toString());
        return id.toString();
    }

    /** Writes the file anew, whole or not at all. */
    void keep(String id) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path next = folder.resolve(file.getFileName() + ".tmp");
        try (Disk.LogFile written = disk.open(next)) {
            written.truncate(0);
            written.write(ByteBuffer.wrap((id + "\n").getBytes(US_ASCII)), 0);
            written.force();
        }
        disk.rename(next, file);
    }
}
