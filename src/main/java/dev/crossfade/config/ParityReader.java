package dev.crossfade.config;

import dev.crossfade.config.Settings.Parity;
import dev.crossfade.event.Category;
import java.util.EnumMap;
import java.util.Map;

/** Reads the section {@code parity}: how the two adapters are compared, and from when on that they differ counts. */
final class ParityReader {
    private static final Map<Category, String> THRESHOLDS = Map.of(
            Category.CRITICAL, "1",
            Category.USER_ACTIVITY, "3",
            Category.PERFORMANCE, "5",
            Category.SYSTEM, "2",
            Category.DEBUG, "10");

    private ParityReader() {}

    static Parity read(Section parity) {
        return new Parity(
                parity.get("match_window", "30s", Kind.duration("1s", "1h")),
                parity.get("window", "5m", Kind.duration("1s", "1h")),
                parity.get("min_sample", "20", Kind.whole(1, 1_000_000)),
                thresholds(parity.section("thresholds")),
                parity.get("max_pending", "300000", Kind.whole(1000, 10_000_000)));
    }

    private static Map<Category, Double> thresholds(Section thresholds) {
        Map<Category, Double> percent = new EnumMap<>(Category.class);
        for (Category category : Category.values()) {
            percent.put(category, thresholds.get(category.label(), THRESHOLDS.get(category), Kind.decimal(0, 100)));
        }
        return Map.copyOf(percent);
    }
}
