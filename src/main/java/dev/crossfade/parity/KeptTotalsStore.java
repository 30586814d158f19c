package dev.crossfade.parity;

import dev.crossfade.bus.ParityWindowJson;
import dev.crossfade.event.Category;
import dev.crossfade.parity.RecentComparisons.Span;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the totals and the sliding window in {@code parity.json}. Blocks; belongs to one thread at a time. It is not
 * synced: what a crash of the machine takes back is in the last minute that the event log has, or is counted from there
 * again, as unverified.
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
            LOG.warn("the totals of parity cannot be read; what the event log says of them is taken file={}", file);
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
        return new JsonObject()
                .put("format", FORMAT)
                .put("up_to", kept.upTo())
                .put("categories", ParityWindowJson.of(kept.totals()))
                .put("noted", ParityWindowJson.of(kept.noted()))
                .put("minute", kept.minuteMicros())
                .put("recent", recent(kept.recent()));
    }

    private static JsonObject recent(Map<Category, List<Span>> recent) {
        JsonObject json = new JsonObject();
        new TreeMap<>(recent).forEach((category, spans) -> {
            JsonArray list = new JsonArray();
            spans.forEach(span -> list.add(
                    new JsonArray().add(span.second()).add(span.comparisons()).add(span.mismatches())));
            json.put(category.label(), list);
        });
        return json;
    }

    private static KeptTotals totals(JsonObject json) {
        if (json.getInteger("format") != FORMAT) {
            throw new IllegalArgumentException("another format");
        }
        return new KeptTotals(
                json.getLong("up_to"),
                ParityWindowJson.totals(json.getJsonObject("categories")),
                ParityWindowJson.totals(json.getJsonObject("noted", new JsonObject())),
                json.getLong("minute", 0L),
                recent(json.getJsonObject("recent", new JsonObject())));
    }

    private static Map<Category, List<Span>> recent(JsonObject json) {
        Map<Category, List<Span>> recent = new EnumMap<>(Category.class);
        for (String name : json.fieldNames()) {
            recent.put(
                    Category.of(name).orElseThrow(),
                    json.getJsonArray(name).stream()
                            .map(span -> span((JsonArray) span))
                            .toList());
        }
        return recent;
    }

    private static Span span(JsonArray span) {
        int comparisons = span.getInteger(1);
        int mismatches = span.getInteger(2);
        if (mismatches < 0 || mismatches > comparisons) {
            throw new IllegalArgumentException("no comparisons");
        }
        return new Span(span.getLong(0), comparisons, mismatches);
    }
}
