package dev.crossfade.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the text of a key may be: how it is read, and what to say where it is something else.
 *
 * @param expected what would be right, for people
 * @param hidden whether the value is a secret that nobody may be shown
 * @param reader empty where the text is not of this kind
 * @param plain what a text of this kind says, as JSON would say it: a text, a number, a truth value, or null for none
 */
public record Kind<T>(
        String expected, boolean hidden, Function<String, Optional<T>> reader, Function<String, Object> plain) {
    private static final String HIDDEN = "(hidden)";
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,12}) ?([A-Za-z]{0,3})");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
    private static final int MAX_NUMBER_LENGTH = 32;
    private static final Map<String, Long> BYTES =
            Map.of("", 1L, "b", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30, "tib", 1L << 40);
    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "y", Duration.ofDays(365));

    /** What the text says, blanks around it aside; empty where it is not of this kind. */
    public Optional<T> read(String text) {
        return reader.apply(text.strip());
    }

    <R> Kind<R> map(Function<T, R> conversion) {
        return new Kind<>(expected, hidden, text -> reader.apply(text).map(conversion), plain);
    }

    /** What a text of this kind says, blanks around it aside; a secret stays one. */
    Object plainly(String text) {
        return hidden ? HIDDEN : plain.apply(text.strip());
    }

    private Kind<T> said(Function<String, Object> otherwise) {
        return new Kind<>(expected, hidden, reader, otherwise);
    }

    /** The same kind, but no problem shows a value of it. */
    Kind<T> secret() {
        return new Kind<>(expected, true, reader, plain);
    }

    /** The same kind, or {@code none}. */
    Kind<Optional<T>> orNone() {
        return new Kind<>(
                expected + ", or none",
                hidden,
                text -> text.equalsIgnoreCase("none")
                        ? Optional.of(Optional.empty())
                        : Optional.of(reader.apply(text)).filter(Optional::isPresent),
                text -> text.equalsIgnoreCase("none") ? null : plain.apply(text));
    }

    static <T> Kind<T> of(String expected, Function<String, Optional<T>> reader) {
        return new Kind<>(expected, false, reader, text -> text);
    }

    static Kind<String> text(String expected, Predicate<String> rule) {
        return of(expected, text -> Optional.of(text).filter(rule));
    }

    static Kind<Boolean> truth() {
        return of("true or false (or yes/no, on/off, 1/0)", text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on", "1" -> Optional.of(true);
                    case "false", "no", "off", "0" -> Optional.of(false);
                    default -> Optional.empty();
                })
                .asRead();
    }

    /** For a kind that reads what JSON has a word for. */
    private Kind<T> asRead() {
        return said(text -> reader.apply(text).map(PlainValue::of).orElse(text));
    }

    /** A whole number, both bounds included. */
    static Kind<Integer> whole(int min, int max) {
        return of("a whole number from " + min + " to " + max, text -> Optional.of(text)
                        .filter(WHOLE.asMatchPredicate())
                        .map(Long::parseLong)
                        .filter(number -> number >= min && number <= max)
                        .map(Long::intValue))
                .asRead();
    }

    /** A number with or without a fraction, both bounds included. */
    static Kind<Double> decimal(double min, double max) {
        return of("a number from " + plain(min) + " to " + plain(max), text -> number(text)
                        .filter(number -> number >= min && number <= max))
                .asRead();
    }

    /** Bytes, both bounds included. */
    static Kind<Long> size(String min, String max) {
        long least = bytes(min).orElseThrow();
        long most = bytes(max).orElseThrow();
        return of("a size from " + min + " to " + max, text -> bytes(text).filter(n -> n >= least && n <= most));
    }

    /** A span of time with its unit, both bounds included. */
    public static Kind<Duration> duration(String min, String max) {
        Duration least = time(min).orElseThrow();
        Duration most = time(max).orElseThrow();
        return of("a duration from " + min + " to " + max + ", with its unit: ms, s, m, h, d or y", text -> time(text)
                .filter(time -> time.compareTo(least) >= 0 && time.compareTo(most) <= 0));
    }

    /** One of the names of an enum, in any letter case. */
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> names) {
        return oneOf(names, Kind::label);
    }

    /** One of the constants of an enum, by names of its own, in any letter case. */
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> names, Function<E, String> label) {
        String expected =
                Stream.of(names.getEnumConstants()).map(label).collect(Collectors.joining(", ", "one of ", ""));
        return of(expected, text -> Stream.of(names.getEnumConstants())
                        .filter(constant -> label.apply(constant).equalsIgnoreCase(text))
                        .findFirst())
                .said(text -> text.toLowerCase(Locale.ROOT));
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String plain(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    /** Not Double.parseDouble, which takes NaN, Infinity and the suffixes of Java as well. */
    private static Optional<Double> number(String text) {
        if (text.length() > MAX_NUMBER_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text).doubleValue());
        } catch (NumberFormatException notDecimal) {
            return Optional.empty();
        }
    }

    private static Optional<Long> bytes(String text) {
        return quantity(text, BYTES, Math::multiplyExact);
    }

    private static Optional<Duration> time(String text) {
        return quantity(text, TIMES, (count, unit) -> unit.multipliedBy(count));
    }

    private static <U, Q> Optional<Q> quantity(String text, Map<String, U> units, Product<U, Q> product) {
        Matcher parts = QUANTITY.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        U unit = units.get(parts.group(2).toLowerCase(Locale.ROOT));
        try {
            return Optional.ofNullable(unit).map(known -> product.of(Long.parseLong(parts.group(1)), known));
        } catch (ArithmeticException tooMuch) {
            return Optional.empty();
        }
    }

    /** So many of a unit. */
    private interface Product<U, Q> {
        Q of(long count, U unit);
    }
}
