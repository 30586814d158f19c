package dev.crossfade.event;

import dev.crossfade.event.EventFields.Kind;
import dev.crossfade.event.EventFields.Sent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns the members of an event object into an event: refuses the malformed ones, notes a flaw for those that cannot be
 * kept as they were sent.
 *
 * <p>A missing timestamp, data or metadata is no flaw: it is filled. Lengths count Unicode code points, as PostgreSQL
 * does.
 */
final class FieldRules {
    private static final int MAX_NAME_LENGTH = 128;
    private static final String EMPTY_OBJECT = "{}";

    private final List<Flaw> flaws = new ArrayList<>(0);

    private FieldRules() {}

    /**
     * Makes the event.
     *
     * @param canonical the members with canonical numbers
     * @param asSent the members with numbers as sent; the same object where there is no difference
     */
    static ReadEvent event(EventFields canonical, EventFields asSent) throws MalformedEventException {
        FieldRules rules = new FieldRules();
        String eventType = eventType(canonical.eventType);
        Optional<UUID> id = id(canonical.id);
        Optional<String> source = rules.source(canonical.source);
        Optional<Instant> timestamp = rules.timestamp(asSent.timestamp);
        Optional<Category> category = rules.category(asSent.category);
        String canonicalData = object(canonical.data);
        String sentData = canonical == asSent ? canonicalData : object(asSent.data);
        String data = sentData.equals(canonicalData) ? canonicalData : sentData;
        rules.requireObject("data", canonical.data);
        rules.requireObject("metadata", canonical.metadata);
        return new ReadEvent(
                id,
                eventType,
                category,
                timestamp,
                source,
                canonicalData,
                data,
                metadata(asSent.metadata, asSent.extra),
                canonical.facts,
                List.copyOf(rules.flaws));
    }

    private static String eventType(Sent sent) throws MalformedEventException {
        if (sent.kind() != Kind.TEXT || sent.text().isBlank()) {
            throw malformed("event_type", "text of 1 to 128 characters, not blank, was expected");
        }
        requireLength("event_type", sent.text());
        return sent.text();
    }

    private static Optional<UUID> id(Sent sent) throws MalformedEventException {
        if (sent.kind() == Kind.NOTHING) {
            return Optional.empty();
        }
        Optional<UUID> id = sent.kind() == Kind.TEXT ? UuidText.parse(sent.text()) : Optional.empty();
        if (id.isEmpty()) {
            throw malformed("id", "a UUID of 36 characters was expected");
        }
        return id;
    }

    private Optional<String> source(Sent sent) throws MalformedEventException {
        if (sent.kind() == Kind.TEXT) {
            requireLength("source", sent.text());
            if (!sent.text().isBlank()) {
                return Optional.of(sent.text());
            }
        }
        flaw("source", "text of 1 to 128 characters, not blank, was expected", sent);
        return Optional.empty();
    }

    private Optional<Instant> timestamp(Sent sent) {
        if (sent.kind() == Kind.NOTHING) {
            return Optional.empty();
        }
        Optional<Instant> time = sent.kind() == Kind.TEXT ? EventTime.parse(sent.text()) : Optional.empty();
        if (time.isEmpty()) {
            flaw("timestamp", "an ISO-8601 time in the years 0001 to 9999 was expected", sent);
        }
        return time;
    }

    private Optional<Category> category(Sent sent) {
        if (sent.kind() == Kind.NOTHING) {
            return Optional.empty();
        }
        Optional<Category> category = sent.kind() == Kind.TEXT ? Category.of(sent.text()) : Optional.empty();
        if (category.isEmpty()) {
            flaw("category", "one of critical, performance, user_activity, system, debug was expected", sent);
        }
        return category;
    }

    private void requireObject(String field, Sent sent) {
        if (sent.kind() == Kind.OTHER) {
            flaws.add(Flaw.of(field, "an object was expected"));
        }
    }

    private void flaw(String field, String message, Sent sent) {
        flaws.add(sent.kind() == Kind.NOTHING ? Flaw.of(field, message) : Flaw.of(field, message, sent.text()));
    }

    private static String object(Sent sent) {
        return switch (sent.kind()) {
            case NOTHING -> EMPTY_OBJECT;
            case OBJECT -> sent.text();
            case TEXT, OTHER -> ObjectText.wrapping(sent.text());
        };
    }

    private static String metadata(Sent sent, Map<String, String> extra) {
        String metadata = object(sent);
        return extra.isEmpty()
                ? metadata
                : ObjectText.of(metadata).merge("extra", extra).json();
    }

    private static void requireLength(String field, String text) throws MalformedEventException {
        if (text.length() > MAX_NAME_LENGTH && text.codePointCount(0, text.length()) > MAX_NAME_LENGTH) {
            throw malformed(field, "at most " + MAX_NAME_LENGTH + " characters were expected");
        }
    }

    private static MalformedEventException malformed(String field, String message) {
        return new MalformedEventException(field, message, false);
    }
}
