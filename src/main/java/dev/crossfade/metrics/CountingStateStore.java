package dev.crossfade.metrics;

import dev.crossfade.bus.CountsRowJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps how far was counted in {@code metrics.json}. Blocks; belongs to one thread at a time.
 *
 * <p>It is not synced: what a crash of the machine takes back is counted again from the event log, and where the file is
 * gone or broken the counting begins where the log says that it was flushed last.
 */
final class CountingStateStore {
    private static final Logger LOG = LoggerFactory.getLogger(CountingStateStore.class);
    private static final int FORMAT = 1;

    private final Path file;
    private boolean failing;

    CountingStateStore(Path dataDir) {
        this.file = dataDir.resolve("metrics.json");
    }

    Optional<CountingState> read() {
        try {
            return Optional.of(state(new JsonObject(Buffer.buffer(Files.readAllBytes(file)))));
        } catch (NoSuchFileException first) {
            return Optional.empty();
        } catch (IOException | RuntimeException broken) {
            LOG.warn("what was counted and not flushed cannot be read, and is counted again file={}", file);
            return Optional.empty();
        }
    }

    /** Writes it; that the disk does not take it is said once, and the next time has it all. */
    void write(CountingState state) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(next, json(state).toBuffer().getBytes());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            failing = false;
        } catch (IOException full) {
            if (!failing) {
                LOG.warn("how far was counted cannot be kept; a kill now costs counts problem=\"{}\"", full.toString());
            }
            failing = true;
        }
    }

    private static JsonObject json(CountingState state) {
        JsonArray rows = new JsonArray();
        state.rows().forEach(row -> rows.add(CountsRowJson.of(row)));
        return new JsonObject()
                .put("format", FORMAT)
                .put("up_to", state.upTo())
                .put("since", state.since().toString())
                .put("rows", rows);
    }

    private static CountingState state(JsonObject json) {
        if (json.getInteger("format") != FORMAT) {
            throw new IllegalArgumentException("another format");
        }
        return new CountingState(
                json.getLong("up_to"),
                Instant.parse(json.getString("since")),
                json.getJsonArray("rows").stream()
                        .map(row -> CountsRowJson.read((JsonObject) row))
                        .toList());
    }
}
