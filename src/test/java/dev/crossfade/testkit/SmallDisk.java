package dev.crossfade.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real file system of a few MiB, in memory, that can be filled up to its last byte.
 *
 * <p>It takes the right to mount, which root has on Linux, though not in most containers: ask {@link #unavailable} first.
 */
public final class SmallDisk implements AutoCloseable {
    private static final String BALLAST = "ballast";
    private static final int CHUNK = 1 << 16;
    private static final long TRIAL_BYTES = 1 << 20;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Why this machine cannot have one; empty where it can. */
    public static Optional<String> unavailable() {
        try {
            Path trial = Files.createTempDirectory("small-disk");
            try (SmallDisk disk = mount(trial, TRIAL_BYTES)) {
                return disk.folder.toFile().getTotalSpace() == TRIAL_BYTES
                        ? Optional.empty()
                        : Optional.of("mounting did nothing");
            } finally {
                Files.delete(trial);
            }
        } catch (IOException notPermitted) {
            return Optional.of(notPermitted.getMessage());
        }
    }

    /**
     * Mounts one.
     *
     * @param folder is there already; what is in it is hidden as long as the disk is there
     * @param bytes how large it is, to the page
     */
    public static SmallDisk mount(Path folder, long bytes) throws IOException {
        run(List.of("mount", "-t", "tmpfs", "-o", "mode=0755,size=" + bytes, "crossfade-test", folder.toString()));
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /**
     * Leaves room for so many bytes, to the page, and for no more; other files stay as they are. Whoever writes meanwhile
     * may fill it first.
     */
    public void fill(long room) throws IOException {
        free();
        try (OutputStream ballast =
                Files.newOutputStream(folder.resolve(BALLAST), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            long left = folder.toFile().getUsableSpace() - room;
            while (left > 0) {
                int some = (int) Math.min(left, CHUNK);
                ballast.write(new byte[some]);
                left = Math.min(left - some, folder.toFile().getUsableSpace() - room);
            }
        } catch (IOException full) {
            if (folder.toFile().getUsableSpace() > room) {
                throw full;
            }
        }
    }

    /** Leaves no room at all. */
    public void fill() throws IOException {
        fill(0);
    }

    /** Gives back the room that was filled. */
    public void free() throws IOException {
        Files.deleteIfExists(folder.resolve(BALLAST));
    }

    /** Takes it away with all that is in it, also from under a process that still uses it. */
    @Override
    public void close() throws IOException {
        run(List.of("umount", "--lazy", folder.toString()));
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(said.isEmpty() ? command + " failed" : said);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", asked);
        }
    }
}
