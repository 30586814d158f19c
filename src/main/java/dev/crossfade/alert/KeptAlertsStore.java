package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertChangedJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps which alerts fire in {@code alerts.json}. Blocks; belongs to one thread at a time. It is not synced: what a crash of
 * the machine takes back fires or resolves once more.
 */
final class KeptAlertsStore {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAlertsStore.class);
    private static final int FORMAT = 1;

    private final Path file;
    private boolean failing;

    KeptAlertsStore(Path dataDir) {
        this.file = dataDir.resolve("alerts.json");
    }

    /** What fired when it was last written; nothing where that cannot be read. */
    List<AlertChanged> read() {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(Files.readAllBytes(file)));
            if (json.getInteger("format") != FORMAT) {
                throw new IllegalArgumentException("another format");
            }
            return json.getJsonArray("firing").stream()
                    .map(change -> AlertChangedJson.read((JsonObject) change))
                    .toList();
        } catch (NoSuchFileException first) {
            return List.of();
        } catch (IOException | RuntimeException broken) {
            LOG.warn("which alerts fired cannot be read; those that still hold fire anew file={}", file);
            return List.of();
        }
    }

    /** Writes that these fire; that the disk does not take it is said once. */
    void write(List<AlertChanged> firing) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        JsonArray list = new JsonArray();
        firing.forEach(change -> list.add(AlertChangedJson.of(change)));
        JsonObject json = new JsonObject().put("format", FORMAT).put("firing", list);
        try {
            Files.write(next, json.toBuffer().getBytes());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            failing = false;
        } catch (IOException full) {
            if (!failing) {
                LOG.warn("which alerts fire cannot be kept for the next start problem=\"{}\"", full.toString());
            }
            failing = true;
        }
    }
}
