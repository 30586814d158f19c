package dev.crossfade.http;

import dev.crossfade.config.Layer;
import dev.crossfade.config.SettingValue;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Category;
import dev.crossfade.routing.Bucket;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One flag as OpenFeature sees it: the nine flags by their full names, and {@code dual_write.<category>.enabled} and
 * {@code .percentage}.
 *
 * @param reason {@code DEFAULT} where nobody has set it, {@code SPLIT} where it tells keys apart, else {@code STATIC}
 * @param variant a name of the value: {@code on}, {@code off}, or its text; of a split {@code inside}, {@code outside}
 */
record FlagEvaluation(String key, Object value, String reason, String variant, String source) {
    private static final String FLAGS = "flags.";
    private static final String SECTION = "dual_write.";
    private static final String CATEGORIES = "dual_write.categories.";
    private static final String PERCENTAGE = ".percentage";

    /** The evaluation of every flag, by its key. */
    static SortedMap<String, FlagEvaluation> all(SettingsSnapshot snapshot, Optional<String> targetingKey) {
        SortedMap<String, FlagEvaluation> all = new TreeMap<>();
        snapshot.values().forEach((path, value) -> {
            if (path.startsWith(FLAGS)) {
                String key = path.substring(FLAGS.length());
                all.put(key, plain(key, value));
            }
        });
        for (Category category : Category.values()) {
            String name = category.label();
            add(all, SECTION + name + ".enabled", snapshot.values().get(CATEGORIES + name + ".enabled"), targetingKey);
            add(all, SECTION + name + PERCENTAGE, snapshot.values().get(CATEGORIES + name + PERCENTAGE), targetingKey);
        }
        return all;
    }

    private static void add(
            SortedMap<String, FlagEvaluation> all, String key, SettingValue value, Optional<String> targetingKey) {
        if (value != null) {
            FlagEvaluation evaluation = plain(key, value);
            boolean splits = key.endsWith(PERCENTAGE) && targetingKey.isPresent();
            all.put(key, splits ? evaluation.splitFor(targetingKey.get()) : evaluation);
        }
    }

    private static FlagEvaluation plain(String key, SettingValue value) {
        String variant = value.value() instanceof Boolean truth
                ? (truth ? "on" : "off")
                : value.value().toString();
        String reason = value.layer() == Layer.DEFAULT ? "DEFAULT" : "STATIC";
        return new FlagEvaluation(
                key, value.value(), reason, variant, value.layer().label());
    }

    /** Says of a percentage on which side of it the key is: that of routing, whose buckets these are. */
    private FlagEvaluation splitFor(String targetingKey) {
        double share = ((Number) value).doubleValue();
        boolean inside = Bucket.of(targetingKey) * 100.0 < share * Bucket.COUNT;
        return new FlagEvaluation(key, value, "SPLIT", inside ? "inside" : "outside", source);
    }
}
