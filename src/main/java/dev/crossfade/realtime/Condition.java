package dev.crossfade.realtime;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.realtime.FilterGrammar.Written;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * One condition on one column of a row.
 *
 * @param test without the {@code not.}
 */
record Condition(Function<FeedRow, Truth> test, boolean negated) {
    static final int MOST_VALUES = 100;

    static Condition of(Written written) throws InvalidFilterException {
        Column<?> column = Column.of(written.column())
                .orElseThrow(() -> new InvalidFilterException("invalid column for filter " + written.column()));
        return new Condition(test(column, written), written.negated());
    }

    /** Whether it takes long to check, since it has a pattern or looks into JSON. */
    static boolean isCostly(Written written) {
        boolean pattern =
                written.operator().contains("like") || written.operator().contains("match");
        return pattern || Column.of(written.column()).map(Column::costly).orElse(false);
    }

    /** Where a value is missing neither a condition nor its opposite holds, as in SQL. */
    boolean holds(FeedRow row) {
        Truth truth = test.apply(row);
        return (negated ? truth.opposite() : truth) == Truth.YES;
    }

    private static <T> Function<FeedRow, Truth> test(Column<T> column, Written written) throws InvalidFilterException {
        String value = written.value();
        String text = FilterGrammar.unquoted(value);
        return switch (written.operator()) {
            case "eq" -> same(column, text);
            case "neq" -> not(same(column, text));
            case "lt" -> ordered(column, text, sign -> sign < 0);
            case "lte" -> ordered(column, text, sign -> sign <= 0);
            case "gt" -> ordered(column, text, sign -> sign > 0);
            case "gte" -> ordered(column, text, sign -> sign >= 0);
            case "in" -> among(column, FilterGrammar.list(value));
            case "is" -> is(column, text);
            case "isdistinct" -> distinct(column, text);
            case "like" -> pattern(column, LikePattern.of(text, false)::matches);
            case "ilike" -> pattern(column, LikePattern.of(text, true)::matches);
            case "match" -> pattern(column, RegexPattern.of(text, false)::find);
            case "imatch" -> pattern(column, RegexPattern.of(text, true)::find);
            default -> throw new InvalidFilterException(FilterGrammar.listed(written.operator(), value));
        };
    }

    private static <T> Function<FeedRow, Truth> same(Column<T> column, String text) throws InvalidFilterException {
        T wanted = read(column, text);
        return where(column, value -> column.type().same().test(value, wanted));
    }

    private static <T> Function<FeedRow, Truth> ordered(Column<T> column, String text, IntPredicate sign)
            throws InvalidFilterException {
        Comparator<T> order = column.type().order().orElseThrow(() -> unfit(column));
        T bound = read(column, text);
        return where(column, value -> sign.test(order.compare(value, bound)));
    }

    private static <T> Function<FeedRow, Truth> among(Column<T> column, List<String> texts)
            throws InvalidFilterException {
        if (texts.size() > MOST_VALUES) {
            throw new InvalidFilterException("`in` filter value has more than " + MOST_VALUES + " values");
        }
        List<T> wanted = new ArrayList<>();
        for (String text : texts) {
            wanted.add(read(column, text));
        }
        return where(column, value -> wanted.stream()
                .anyMatch(one -> column.type().same().test(value, one)));
    }

    private static <T> Function<FeedRow, Truth> distinct(Column<T> column, String text) throws InvalidFilterException {
        T other = read(column, text);
        return row -> Truth.of(column.value()
                .apply(row)
                .filter(value -> column.type().same().test(value, other))
                .isEmpty());
    }

    /** No column holds truth values, so that these can only be asked for what is missing. */
    private static <T> Function<FeedRow, Truth> is(Column<T> column, String text) throws InvalidFilterException {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "null" -> row -> Truth.of(column.value().apply(row).isEmpty());
            case "true", "false", "unknown" ->
                throw new InvalidFilterException("argument of `is` must be null for a column of type "
                        + column.type().name());
            default -> throw new InvalidFilterException(FilterGrammar.listed("is", text));
        };
    }

    private static <T> Function<FeedRow, Truth> pattern(Column<T> column, Function<String, Truth> pattern)
            throws InvalidFilterException {
        if (!column.type().patterns()) {
            throw unfit(column);
        }
        return row ->
                column.value().apply(row).map(Object::toString).map(pattern).orElse(Truth.UNKNOWN);
    }

    private static <T> Function<FeedRow, Truth> where(Column<T> column, Predicate<T> test) {
        return row -> {
            Optional<T> value = column.value().apply(row);
            return value.isPresent() ? Truth.of(test.test(value.get())) : Truth.UNKNOWN;
        };
    }

    private static Function<FeedRow, Truth> not(Function<FeedRow, Truth> test) {
        return row -> test.apply(row).opposite();
    }

    private static <T> T read(Column<T> column, String text) throws InvalidFilterException {
        return column.type()
                .reader()
                .apply(text)
                .orElseThrow(() -> new InvalidFilterException(
                        "invalid input syntax for type " + column.type().name() + ": " + WireText.quoted(text)));
    }

    private static InvalidFilterException unfit(Column<?> column) {
        return new InvalidFilterException(
                "the operator does not apply to type " + column.type().name());
    }
}
