package dev.crossfade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where Vert.x unpacks the dashboard's files while the daemon runs; what a killed daemon left there is swept away. */
record CacheFolder(Path path) {

    static CacheFolder in(Path dataDir) {
        return new CacheFolder(dataDir.resolve("cache").toAbsolutePath());
    }

    /** Empties it. To be called by who has the data directory to himself. */
    void sweep() throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> found = Files.walk(path)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }

    /** The name that Vert.x makes one of its own from. */
    String name() {
        return path.resolve("files").toString();
    }
}
