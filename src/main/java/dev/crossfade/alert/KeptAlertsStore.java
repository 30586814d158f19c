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
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps which alerts fire, and what receivers have not taken yet, in {@code alerts.json}. Blocks; belongs to one thread at a time. It is not synced: what a crash of
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

    /** What was last written; nothing where that cannot be read. */
    KeptAlerts read() {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(Files.readAllBytes(file)));
            if (json.getInteger("format") != FORMAT) {
                throw new IllegalArgumentException("another format");
            }
            JsonObject waiting = json.getJsonObject("waiting", new JsonObject());
            Map<String, List<AlertChanged>> byReceiver = new TreeMap<>();
            waiting.fieldNames().forEach(name -> byReceiver.put(name, changes(waiting.getJsonArray(name))));
            return new KeptAlerts(changes(json.getJsonArray("firing")), byReceiver);
        } catch (NoSuchFileException first) {
            return KeptAlerts.NOTHING;
        } catch (IOException | RuntimeException broken) {
            LOG.warn("which alerts fired cannot be read; those that still hold fire anew file={}", file);
            return KeptAlerts.NOTHING;
        }
    }

    private static List<AlertChanged> changes(JsonArray json) {
        return json.stream()
                .map(change -> AlertChangedJson.read((JsonObject) change))
                .toList();
    }

    private static JsonArray json(List<AlertChanged> changes) {
        JsonArray json = new JsonArray();
        changes.forEach(change -> json.add(AlertChangedJson.of(change)));
        return json;
    }

    /** Writes it; that the disk does not take it is said once. */
    void write(KeptAlerts kept) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        JsonObject waiting = new JsonObject();
        new TreeMap<>(kept.waiting()).forEach((name, changes) -> waiting.put(name, json(changes)));
        JsonObject json = new JsonObject()
                .put("format", FORMAT)
                .put("firing", json(kept.firing()))
                .put("waiting", waiting);
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
