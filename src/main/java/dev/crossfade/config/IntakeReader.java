package dev.crossfade.config;

import dev.crossfade.config.Settings.Classification;
import dev.crossfade.config.Settings.Ingest;
import dev.crossfade.event.Category;
import dev.crossfade.event.ClassificationRule;
import java.util.List;
import java.util.Optional;

/** Reads the sections {@code ingest} and {@code classification}: what is done to an event on entry. */
final class IntakeReader {
    private static final Kind<String> EVENT_TYPE =
            Kind.text("1 to 128 characters", text -> !text.isEmpty() && text.codePointCount(0, text.length()) <= 128);

    private IntakeReader() {}

    static Ingest ingest(Section ingest) {
        return new Ingest(
                ingest.get(
                        "max_event_bytes", "256KiB", Kind.size("1KiB", "16MiB").map(Long::intValue)),
                ingest.get("max_batch_events", "10000", Kind.whole(1, 100_000)),
                ingest.get("max_in_flight", "50000", Kind.whole(1, 10_000_000)),
                ingest.get("sticky_key", "id", Kind.oneOf(Ingest.StickyKey.class)));
    }

    static Classification classification(Section classification) {
        List<ClassificationRule> rules = classification.sections("rules").stream()
                .flatMap(item -> rule(item).stream())
                .toList();
        classification.coveredSections("rules").forEach(items -> items.forEach(IntakeReader::rule));
        return new Classification(rules);
    }

    /** The rules between sizes: what is let in by the one must not be too large for the other. */
    static void check(Ingest ingest, int maxBody, Layers layers) {
        String event = "ingest.max_event_bytes";
        if (layers.sound(event, "http.max_body") && ingest.maxEventBytes() > maxBody) {
            layers.refuseTogether(event, layers.shown(event, "256KiB"), "at most http.max_body", "http.max_body");
        }
        String batch = "ingest.max_batch_events";
        if (layers.sound(batch, "ingest.max_in_flight") && ingest.maxBatchEvents() > ingest.maxInFlight()) {
            layers.refuseTogether(
                    batch, layers.shown(batch, "10000"), "at most ingest.max_in_flight", "ingest.max_in_flight");
        }
    }

    private static Optional<ClassificationRule> rule(Section item) {
        Optional<String> type = item.optional("type", EVENT_TYPE);
        Optional<String> prefix = item.optional("prefix", EVENT_TYPE);
        Optional<Category> category = item.required("category", Kind.oneOf(Category.class));
        if (type.isPresent() == prefix.isPresent()) {
            item.refuse("type", type.isPresent() ? "both type and prefix" : "missing", "either type or prefix");
            return Optional.empty();
        }
        return category.map(known -> new ClassificationRule(type, prefix, known));
    }
}
