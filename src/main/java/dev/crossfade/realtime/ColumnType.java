package dev.crossfade.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossfade.event.EventTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * How values of a column are read from a filter's text and compared.
 *
 * @param name as PostgreSQL calls it
 * @param reader the value of a text; empty where the text is none
 * @param same whether two are equal
 * @param order empty where values have no useful order
 * @param patterns whether patterns apply
 */
record ColumnType<T>(
        String name,
        Function<String, Optional<T>> reader,
        BiPredicate<T, T> same,
        Optional<Comparator<T>> order,
        boolean patterns) {
    static final ColumnType<Long> BIGINT =
            new ColumnType<>("bigint", ColumnType::whole, Long::equals, Optional.of(Comparator.naturalOrder()), false);
    static final ColumnType<Instant> TIME = new ColumnType<>(
            "timestamp with time zone",
            ColumnType::time,
            Instant::equals,
            Optional.of(Comparator.naturalOrder()),
            false);

    /** In lower case, the order of which is that of the bytes. */
    static final ColumnType<String> ID =
            new ColumnType<>("uuid", ColumnType::uuid, String::equals, Optional.of(Comparator.naturalOrder()), false);

    static final ColumnType<String> TEXT =
            new ColumnType<>("text", Optional::of, String::equals, Optional.of(ColumnType::byCodePoint), true);
    static final ColumnType<JsonNode> JSON =
            new ColumnType<>("jsonb", ColumnType::json, ColumnType::sameJson, Optional.empty(), false);

    /** As PostgreSQL writes it, {@code {a,b}}. */
    static final ColumnType<String> TEXTS =
            new ColumnType<>("text[]", ColumnType::texts, String::equals, Optional.empty(), false);

    private static final int DATE_LENGTH = 10;
    private static final int UUID_LENGTH = 36;

    /** The JSON value of that text, where it is one. */
    static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(WireText.read(text));
        } catch (MalformedFrameException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.valueOf(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(String text) {
        String stripped = text.strip();
        return EventTime.parse(stripped.length() == DATE_LENGTH ? stripped + "T00:00Z" : stripped);
    }

    private static Optional<String> uuid(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        try {
            boolean whole = lower.length() == UUID_LENGTH
                    && UUID.fromString(lower).toString().equals(lower);
            return whole ? Optional.of(lower) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> texts(String text) {
        String bare = text.replace(" ", "").replace("\"", "");
        return bare.startsWith("{") && bare.endsWith("}") ? Optional.of(bare) : Optional.empty();
    }

    /** Numbers are equal by value, 1 and 1.0; a comparator of scalars that differ is only asked for equality. */
    private static boolean sameJson(JsonNode a, JsonNode b) {
        return a.equals((one, other) -> sameScalar(one, other) ? 0 : 1, b);
    }

    private static boolean sameScalar(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return decimal(a).compareTo(decimal(b)) == 0;
        }
        return a.equals(b);
    }

    private static BigDecimal decimal(JsonNode number) {
        return number.decimalValue();
    }

    /** The order of UTF-8, which Java's is not above U+FFFF. */
    private static int byCodePoint(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length()) {
            int left = a.codePointAt(i);
            int right = b.codePointAt(i);
            if (left != right) {
                return Integer.compare(left, right);
            }
            i += Character.charCount(left);
        }
        return Integer.compare(a.length(), b.length());
    }
}
