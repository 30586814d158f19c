package dev.crossfade.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What a client asks of the channel that it joins.
 *
 * @param bindings at most {@value #MOST_BINDINGS}, in the client's order
 * @param broadcastSelf whether the client gets its own broadcasts
 * @param broadcastAck whether its broadcasts are answered
 * @param presence whether it wants to be told who is present
 * @param resume from where it wants changes; empty: from now on
 * @param accessToken not blank
 * @param waits whether the answer should be held until changes are live
 */
public record JoinRequest(
        List<Binding> bindings,
        boolean broadcastSelf,
        boolean broadcastAck,
        boolean presence,
        Optional<Resume> resume,
        Optional<String> accessToken,
        boolean waits) {
    /** More bindings than that are refused. */
    public static final int MOST_BINDINGS = 100;

    /**
     * More conditions than that which read patterns or JSON are refused, since each row is held against all of them: a row
     * may cost a millisecond for each.
     */
    public static final int MOST_COSTLY = 32;

    /** Why they are refused, in words for the client. */
    public static final String TOO_COSTLY = "postgres_changes: expected at most " + MOST_COSTLY
            + " conditions with patterns or inside of data and metadata";

    /** More characters of bindings than that are refused: they are kept for as long as the channel, and sent back. */
    public static final int MOST_LENGTH = 128 << 10;

    /** Why they are refused, in words for the client. */
    public static final String TOO_LONG = "postgres_changes: expected at most " + MOST_LENGTH + " characters";

    private static final int HEAVY_LENGTH = 4096;

    private static final int LONGEST_KEY = 200;

    /** The request of a {@code phx_join}'s payload; what is missing in it is off. */
    public static JoinRequest of(ObjectNode payload) throws InvalidJoinException {
        JsonNode config = object(payload, "config");
        JsonNode broadcast = object(config, "broadcast");
        List<Binding> bindings = bindings(config.path("postgres_changes"));
        JsonNode resume = config.path("resume");
        return new JoinRequest(
                bindings,
                flag(broadcast, "self"),
                flag(broadcast, "ack"),
                flag(object(config, "presence"), "enabled"),
                // Beside config too, where a client can put it with updateJoinPayload without saying everything again.
                resume(absent(resume) ? payload.path("resume") : resume),
                Optional.of(payload.path("access_token"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .filter(token -> !token.isBlank()),
                flag(object(config, "postgres_changes_options"), "wait"));
    }

    private static List<Binding> bindings(JsonNode changes) throws InvalidJoinException {
        if (absent(changes)) {
            return List.of();
        }
        check(changes.isArray(), "postgres_changes: expected a list");
        check(changes.size() <= MOST_BINDINGS, "postgres_changes: expected at most " + MOST_BINDINGS);
        return Binding.all(changes);
    }

    /** Conditions that read patterns or JSON, at most {@value #MOST_COSTLY}. */
    public int costly() {
        return bindings.stream().mapToInt(Binding::costly).sum();
    }

    /** Characters of the bindings, at most {@value #MOST_LENGTH}. */
    public int length() {
        return bindings.stream().mapToInt(Binding::length).sum();
    }

    /** Whether a request with that payload has conditions that take long to make. */
    public static boolean isCostly(ObjectNode payload) {
        JsonNode changes = payload.path("config").path("postgres_changes");
        for (JsonNode change : changes) {
            if (RowFilter.costly(change.path("filter").asText("")) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether holding a row against the bindings may take longer than writing it. */
    public boolean isHeavy() {
        return costly() > 0 || length() > HEAVY_LENGTH;
    }

    private static Optional<Resume> resume(JsonNode resume) throws InvalidJoinException {
        if (absent(resume)) {
            return Optional.empty();
        }
        JsonNode after = resume.path("after");
        JsonNode key = resume.path("key");
        check(absent(after) != absent(key), "resume: expected either after or key");
        if (absent(after)) {
            boolean fits = key.isTextual()
                    && !key.textValue().isEmpty()
                    && key.textValue().length() <= LONGEST_KEY;
            check(fits, "resume.key: expected text of 1 to " + LONGEST_KEY + " characters");
            return Optional.of(new Resume.Key(key.textValue()));
        }
        check(after.isTextual() || after.isIntegralNumber(), "resume.after: expected a position");
        return Optional.of(new Resume.After(position(after.asText())));
    }

    private static long position(String text) throws InvalidJoinException {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        check(digits, "resume.after: expected a position");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidJoinException("resume.after: expected a position");
        }
    }

    private static JsonNode object(JsonNode parent, String name) throws InvalidJoinException {
        JsonNode found = parent.path(name);
        check(absent(found) || found.isObject(), name + ": expected an object");
        return found;
    }

    /** Some clients send their flags as text. */
    private static boolean flag(JsonNode parent, String name) {
        JsonNode flag = parent.path(name);
        return flag.isBoolean() ? flag.booleanValue() : flag.asText().equalsIgnoreCase("true");
    }

    static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    static void check(boolean fine, String otherwise) throws InvalidJoinException {
        if (!fine) {
            throw new InvalidJoinException(otherwise);
        }
    }
}
