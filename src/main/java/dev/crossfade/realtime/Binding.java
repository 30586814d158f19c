package dev.crossfade.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossfade.bus.FeedRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * One kind of change that a channel asks for. Immutable.
 *
 * <p>Only events that were inserted are told of, of the one table, which is in the schemas {@code monitoring} and
 * {@code public} alike. A binding to its updates or deletes is taken, as one to a table with nothing going on, and never
 * matches; one to any other table is told that it cannot be had, in the same words whether there is such a table or not.
 */
public final class Binding {
    private static final long LARGEST_ID = (1L << 27) - 1;
    private static final String ANY = "*";
    private static final String PUBLIC = "public";
    private static final Set<String> SCHEMAS = Set.of("monitoring", PUBLIC);
    private static final String TABLE = "monitoring_events";
    private static final String NOTHING_ASKED =
            "No subscription params provided. Please provide at least a `schema` or `table` to subscribe to";

    /** The reference server's words, which clients look for, and what there is. */
    private static final String NOT_SERVED =
            "Unable to subscribe to changes with given parameters. Please check Realtime is"
                    + " enabled for the given connect parameters; the one table here is monitoring_events, in the schemas monitoring"
                    + " and public: ";

    private static final int LONGEST_SHOWN = 100;

    private final Asked asked;
    private final long id;
    private final boolean inserts;
    private final RowFilter filter;
    private final Optional<String> problem;

    private Binding(Asked asked, long id) {
        this.asked = asked;
        this.id = id;
        this.inserts = asked.inserts();
        RowFilter parsed = RowFilter.ALL;
        Optional<String> wrong = Optional.empty();
        try {
            parsed = RowFilter.parse(asked.filter().orElse(""));
        } catch (InvalidFilterException e) {
            wrong = Optional.of("Error parsing `filter` params: " + e.getMessage());
        }
        this.filter = parsed;
        Optional<String> ofFilter = wrong;
        this.problem = asked.problem().or(() -> ofFilter);
    }

    /** The bindings of a channel, with ids that differ where the bindings do. */
    static List<Binding> all(JsonNode changes) throws InvalidJoinException {
        List<Binding> bindings = new ArrayList<>();
        Map<Long, Asked> taken = new HashMap<>();
        int costly = 0;
        int length = 0;
        for (JsonNode change : changes) {
            JoinRequest.check(change.isObject(), "postgres_changes: expected a list of objects");
            Asked asked = new Asked(
                    text(change, "event"), text(change, "schema"), text(change, "table"), text(change, "filter"));
            length += asked.length();
            JoinRequest.check(length <= JoinRequest.MOST_LENGTH, JoinRequest.TOO_LONG);
            // Before any is made, which takes its time as well.
            costly += asked.costly();
            JoinRequest.check(costly <= JoinRequest.MOST_COSTLY, JoinRequest.TOO_COSTLY);
            long id = asked.hash();
            while (!taken.getOrDefault(id, asked).equals(asked)) {
                id = id % LARGEST_ID + 1;
            }
            taken.put(id, asked);
            bindings.add(new Binding(asked, id));
        }
        return List.copyOf(bindings);
    }

    /** What changes are marked with for this channel, 1 to 2^27 - 1: the same for the same binding. */
    public long id() {
        return id;
    }

    /** What the client asked for, exactly as it was received, and the id. */
    public ObjectNode echo() {
        ObjectNode echo = JsonNodeFactory.instance.objectNode().put("id", id);
        asked.event().ifPresent(event -> echo.put("event", event));
        asked.schema().ifPresent(schema -> echo.put("schema", schema));
        asked.table().ifPresent(table -> echo.put("table", table));
        asked.filter().ifPresent(text -> echo.put("filter", text));
        return echo;
    }

    /** Why nothing will ever match, in words for the client; empty where the binding is fine. */
    public Optional<String> problem() {
        return problem;
    }

    /** Whether the row, which was inserted, is one of those asked for. */
    public boolean matches(FeedRow row) {
        return inserts && problem.isEmpty() && filter.matches(row);
    }

    /** Conditions that take long to check. */
    int costly() {
        return asked.costly();
    }

    /** Characters of what was asked for, which bound what all other conditions cost. */
    int length() {
        return asked.length();
    }

    private static Optional<String> text(JsonNode change, String name) throws InvalidJoinException {
        JsonNode value = change.path(name);
        boolean absent = JoinRequest.absent(value);
        JoinRequest.check(absent || value.isTextual(), "postgres_changes: expected " + name + " to be text");
        return absent ? Optional.empty() : Optional.of(value.textValue());
    }

    /** What a client sent; a schema that is missing means {@code public}, anything else that is missing means any. */
    private record Asked(
            Optional<String> event, Optional<String> schema, Optional<String> table, Optional<String> filter) {
        boolean inserts() {
            return event.isEmpty() || isAny(event) || event.get().equalsIgnoreCase("INSERT");
        }

        Optional<String> problem() {
            if (schema.isEmpty() && table.isEmpty()) {
                return Optional.of(NOTHING_ASKED);
            }
            boolean here = isAny(schema) || SCHEMAS.contains(schema.orElse(PUBLIC));
            boolean served = here && (table.isEmpty() || isAny(table) || table.equals(Optional.of(TABLE)));
            return served ? Optional.empty() : Optional.of(NOT_SERVED + shown());
        }

        private String shown() {
            return Stream.of(named("event", event), named("schema", schema), named("table", table))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining(", ", "[", "]"));
        }

        private static Optional<String> named(String name, Optional<String> value) {
            return value.map(text -> {
                int shown = Math.min(LONGEST_SHOWN, text.codePointCount(0, text.length()));
                return name + ": " + text.substring(0, text.offsetByCodePoints(0, shown));
            });
        }

        int costly() {
            return filter.map(RowFilter::costly).orElse(0);
        }

        int length() {
            return Stream.of(event, schema, table, filter)
                    .mapToInt(part -> part.map(String::length).orElse(0))
                    .sum();
        }

        long hash() {
            CRC32 sum = new CRC32();
            for (Optional<String> part : List.of(event, schema, table, filter)) {
                sum.update(part.isPresent() ? 1 : 0);
                sum.update(WireText.bytes(part.orElse("") + '\n'));
            }
            return sum.getValue() % LARGEST_ID + 1;
        }

        private static boolean isAny(Optional<String> name) {
            return name.equals(Optional.of(ANY));
        }
    }
}
