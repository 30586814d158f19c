package dev.crossfade.parity;

import dev.crossfade.event.Category;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the totals in {@code parity.json}. Blocks; belongs to one thread at a time. It is not synced: what a crash of the
 * machine takes back is counted from the event log again, as unverified.
 */
final class KeptTotalsStore {
    private static final Logger LOG = LoggerFactory.getLogger(KeptTotalsStore.class);
    private static final int FORMAT = 1;

    private final Path file;
    private boolean failing;

    KeptTotalsStore(Path dataDir) {
        this.file = dataDir.resolve("parity.json");
    }

    /** What the last start left; empty where that is nothing, or cannot be read. */
    Optional<KeptTotals> read() {
        try {
            return Optional.of(totals(new JsonObject(Buffer.buffer(Files.readAllBytes(file)))));
        } catch (NoSuchFileException first) {
            return Optional.empty();
        } catch (IOException | RuntimeException broken) {
            LOG.warn("the totals of parity cannot be read, and begin anew file={}", file);
            return Optional.empty();
        }
    }

    /** Writes them; that the disk does not take it is said once, and the next time has it all. */
    void write(KeptTotals kept) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(next, json(kept).toBuffer().getBytes());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            failing = false;
        } catch (IOException full) {
            if (!failing) {
                LOG.warn("the totals of parity cannot be kept; a kill now costs them problem=\"{}\"", full.toString());
            }
            failing = true;
        }
    }

    private static JsonObject json(KeptTotals kept) {
        JsonObject categories = new JsonObject();
        kept.totals().forEach((category, totals) -> {
            JsonObject counts = new JsonObject();
            totals.forEach((count, total) -> counts.put(name(count), total));
            categories.put(category.label(), counts);
        });
        return new JsonObject().put("format", FORMAT).put("up_to", kept.upTo()).put("categories", categories);
    }

    private static KeptTotals totals(JsonObject json) {
        if (json.getInteger("format") != FORMAT) {
            throw new IllegalArgumentException("another format");
        }
        Map<Category, Map<Count, Long>> totals = new EnumMap<>(Category.class);
        JsonObject categories = json.getJsonObject("categories");
        for (String name : categories.fieldNames()) {
            Map<Count, Long> counts = new EnumMap<>(Count.class);
            for (Count count : Count.values()) {
                counts.put(count, categories.getJsonObject(name).getLong(name(count), 0L));
            }
            totals.put(Category.of(name).orElseThrow(), counts);
        }
        return new KeptTotals(json.getLong("up_to"), totals);
    }

    private static String name(Count count) {
        return count.name().toLowerCase(Locale.ROOT);
    }
}
