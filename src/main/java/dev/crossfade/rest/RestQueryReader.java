package dev.crossfade.rest;

import dev.crossfade.event.StorableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@link RestQuery} from a request's parameters; what is wrong is told as PostgREST tells it. */
public final class RestQueryReader {
    /** Parameters that are no filters; the first names who asks, the last two are about inserts. */
    private static final Set<String> RESERVED =
            Set.of("apikey", "select", "order", "limit", "offset", "columns", "on_conflict");

    private static final Set<String> LOGIC = Set.of("or", "and", "not.or", "not.and");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})-(\\d{0,18})");

    private final Map<String, List<String>> parameters;

    /** @param parameters each with its values, percent-decoded */
    public RestQueryReader(Map<String, List<String>> parameters) {
        this.parameters = parameters;
        boolean storable = parameters.entrySet().stream()
                .allMatch(parameter -> StorableText.holds(parameter.getKey())
                        && parameter.getValue().stream().allMatch(StorableText::holds));
        if (!storable) {
            throw RestError.notStorable();
        }
    }

    /**
     * The query.
     *
     * @param range the header that says which rows are wanted where no parameter does; null where there is none
     * @param counted whether it is asked how many rows there are
     * @param bodied whether the rows are wanted
     * @throws RestError where the parameters are not as they should be
     */
    public RestQuery query(String range, boolean counted, boolean bodied) {
        long limit = number("limit").orElse((long) RestQuery.MOST_ROWS);
        long offset = number("offset").orElse(0L);
        Matcher rows = RANGE.matcher(range == null ? "" : range);
        if (rows.matches() && !parameters.containsKey("limit") && !parameters.containsKey("offset")) {
            offset = Long.parseLong(rows.group(1));
            limit = rows.group(2).isEmpty() ? RestQuery.MOST_ROWS : Long.parseLong(rows.group(2)) - offset + 1;
        }
        if (limit < 0 || offset < 0) {
            throw RestError.range(
                    limit < 0
                            ? "Limit should be greater than or equal to zero."
                            : "Offset should be greater than or equal to zero.");
        }
        return new RestQuery(
                columns(),
                where(),
                one("order").map(OrderReader::read).orElse(List.of()),
                (int) Math.min(limit, RestQuery.MOST_ROWS),
                offset,
                counted,
                bodied);
    }

    /** What is wanted of each event that was inserted. */
    public Representation representation() {
        return new Representation(columns());
    }

    private List<Selected> columns() {
        return one("select").map(SelectReader::read).orElse(SelectReader.EVERYTHING);
    }

    private Condition where() {
        ConditionReader reader = new ConditionReader();
        List<Condition> conditions = new ArrayList<>();
        parameters.forEach((key, values) -> {
            if (!RESERVED.contains(key)) {
                values.forEach(value -> conditions.add(condition(reader, key, value)));
            }
        });
        return new Condition.Group(false, false, List.copyOf(conditions));
    }

    private static Condition condition(ConditionReader reader, String key, String value) {
        if (LOGIC.contains(key)) {
            return reader.logic(key.startsWith("not."), key.endsWith("or"), value);
        }
        int dot = key.indexOf('.');
        if (dot > 0 && !key.contains("->") && !key.startsWith("\"")) {
            throw RestError.notEmbedded(key.substring(0, dot));
        }
        return reader.filter(key, value);
    }

    private Optional<Long> number(String name) {
        return one(name).map(text -> {
            if (!text.matches("-?\\d{1,18}")) {
                throw RestError.syntax(name, text, 0, "expected a whole number");
            }
            return Long.parseLong(text);
        });
    }

    private Optional<String> one(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw RestError.syntax(name, values.get(1), 0, "the parameter is given more than once");
        }
        return values.stream().findFirst();
    }
}
