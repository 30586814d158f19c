package dev.crossfade.bus;

import dev.crossfade.event.Category;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A window of parity as JSON: as it travels through the event log; and counts, as they are kept beside it. */
public final class ParityWindowJson {
    private ParityWindowJson() {}

    public static JsonObject of(ParityWindow window) {
        return new JsonObject()
                .put("id", window.id().toString())
                .put("up_to", window.upTo())
                .put("start", EventTime.text(window.start()))
                .put("counted", of(window.counted()))
                .put("totals", of(window.totals()));
    }

    /**
     * The window that {@link #of(ParityWindow)} has written.
     *
     * @throws RuntimeException where it is none
     */
    public static ParityWindow read(JsonObject json) {
        return new ParityWindow(
                UUID.fromString(json.getString("id")),
                json.getLong("up_to"),
                Instant.parse(json.getString("start")),
                byCategory(json.getJsonObject("counted")),
                totals(json.getJsonObject("totals")));
    }

    /**
     * Totals that {@link #of(Map)} has written.
     *
     * @throws RuntimeException where there are none, or they contradict each other
     */
    public static Map<Category, ParityCounts> totals(JsonObject json) {
        Map<Category, ParityCounts> totals = byCategory(json);
        if (!totals.values().stream().allMatch(ParityCounts::areTotals)) {
            throw new IllegalArgumentException("no totals of parity");
        }
        return totals;
    }

    public static JsonObject of(Map<Category, ParityCounts> categories) {
        JsonObject json = new JsonObject();
        new TreeMap<>(categories).forEach((category, counts) -> json.put(category.label(), of(counts)));
        return json;
    }

    /** A member for each count there is. */
    public static JsonObject of(ParityCounts counts) {
        JsonObject json = new JsonObject();
        for (ParityCount count : ParityCount.values()) {
            json.put(count.label(), counts.of(count));
        }
        return json;
    }

    /**
     * The counts that {@link #of(Map)} has written.
     *
     * @throws RuntimeException where there are none
     */
    public static Map<Category, ParityCounts> byCategory(JsonObject json) {
        Map<Category, ParityCounts> categories = new EnumMap<>(Category.class);
        for (String name : json.fieldNames()) {
            Map<ParityCount, Long> counts = new EnumMap<>(ParityCount.class);
            for (ParityCount count : ParityCount.values()) {
                counts.put(count, json.getJsonObject(name).getLong(count.label(), 0L));
            }
            categories.put(Category.of(name).orElseThrow(), new ParityCounts(counts));
        }
        return categories;
    }
}
