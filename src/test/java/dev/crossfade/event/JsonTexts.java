package dev.crossfade.event;

import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random JSON texts as publishers may send them: any order, any escapes, blanks anywhere. */
final class JsonTexts {
    private JsonTexts() {}

    /** Any text that an event may hold. */
    static Arbitrary<String> storable() {
        Arbitrary<String> any = Arbitraries.integers()
                .between(1, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .map(Character::toString);
        Arbitrary<String> near =
                Arbitraries.of("\"", "\\", "/", "\n", "\u0001", "\u007f", "\u2028", "ä", "😀", "\ufb33");
        Arbitrary<String> plain = Arbitraries.strings().ascii().ofLength(1).filter(s -> s.charAt(0) != 0);
        return Arbitraries.frequencyOf(Tuple.of(5, plain), Tuple.of(2, near), Tuple.of(1, any))
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    /** Numbers of every size; of subnormal ones, where the independent library errs at times, only the smallest. */
    static Arbitrary<String> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.integers().map(String::valueOf),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.longs()
                        .map(Double::longBitsToDouble)
                        .filter(JsonTexts::isNormal)
                        .map(String::valueOf),
                Arbitraries.bigDecimals().ofScale(4).map(String::valueOf),
                Arbitraries.of(
                        "0", "-0", "-0.0", "0e5", "1e21", "1E-7", "0.000001", "100000000000000000000", "4.9e-324"));
    }

    private static boolean isNormal(double value) {
        return Double.isFinite(value) && Math.abs(value) >= Double.MIN_NORMAL;
    }

    /** An object, at most {@code depth} levels deep, whose member names differ from each other. */
    static Arbitrary<String> objects(int depth) {
        return Combinators.combine(storable(), members(depth))
                .as(Member::new)
                .list()
                .uniqueElements(Member::name)
                .ofMaxSize(5)
                .map(members -> members.stream().map(Member::text).collect(Collectors.joining(",", "{", "}")))
                .withoutEdgeCases();
    }

    private record Member(String name, Rest rest) {
        String text() {
            return rest.before + quoted(name, rest.style) + rest.after + ":" + rest.before + rest.value + rest.after;
        }
    }

    private record Rest(int style, String before, String after, String value) {}

    private static Arbitrary<Rest> members(int depth) {
        return Combinators.combine(Arbitraries.integers().between(0, 2), blanks(), blanks(), values(depth - 1))
                .as(Rest::new);
    }

    private static Arbitrary<String> values(int depth) {
        Arbitrary<String> scalars = Arbitraries.oneOf(
                numbers(),
                Arbitraries.of("true", "false", "null"),
                Combinators.combine(storable(), Arbitraries.integers().between(0, 2))
                        .as(JsonTexts::quoted));
        if (depth <= 0) {
            return scalars;
        }
        Arbitrary<String> arrays = Arbitraries.lazy(() -> values(depth - 1))
                .list()
                .ofMaxSize(3)
                .map(items -> items.stream().collect(Collectors.joining(" , ", "[", "]")));
        return Arbitraries.oneOf(scalars, arrays, Arbitraries.lazy(() -> objects(depth - 1)));
    }

    private static Arbitrary<String> blanks() {
        return Arbitraries.of("", "", " ", "\n\t");
    }

    /** Escapes what must be (0), everything that is not ASCII as well (1), or everything (2). */
    static String quoted(String text, int style) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean must = c < ' ' || c == '"' || c == '\\';
            if (must || style == 2 || (style == 1 && c > 126)) {
                json.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
