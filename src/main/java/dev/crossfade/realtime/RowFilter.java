package dev.crossfade.realtime;

import dev.crossfade.bus.FeedRow;
import java.util.ArrayList;
import java.util.List;

/**
 * A filter of rows: conditions that must all hold. Immutable.
 *
 * <p>Values are compared by the type of the column. Numbers: {@code position}, {@code sequence_id}, {@code
 * config_version}. Times: {@code timestamp}, {@code received_at}, {@code created_at}, a date alone being its start in
 * UTC. {@code id} is a UUID in any letter case. Text, in the order of its characters and the only type with patterns:
 * {@code event_type}, {@code category}, {@code source}, {@code node}, {@code checksum}, {@code checksum_algorithm}, and
 * {@code data->>member} and {@code metadata->>member}. {@code data} and {@code metadata} equal a JSON value or not, {@code
 * adapters} a list such as {@code "{websocket,realtime}"}, quoted for its comma; neither has an order.
 *
 * <p>What a row costs is bounded: the filter's length, its conditions, the values of a list, the size of patterns. A
 * text that is too long for a pattern counts as missing: neither the condition nor its opposite holds.
 */
final class RowFilter {
    static final int LONGEST = 4096;
    static final int MOST_CONDITIONS = 32;
    static final RowFilter ALL = new RowFilter(List.of());

    private final List<Condition> conditions;

    private RowFilter(List<Condition> conditions) {
        this.conditions = conditions;
    }

    /** The filter of that text; blank text lets every row through. */
    static RowFilter parse(String text) throws InvalidFilterException {
        if (text.length() > LONGEST) {
            throw new InvalidFilterException("the filter has more than " + LONGEST + " characters");
        }
        List<FilterGrammar.Written> written = FilterGrammar.conditions(text);
        if (written.size() > MOST_CONDITIONS) {
            throw new InvalidFilterException("the filter has more than " + MOST_CONDITIONS + " conditions");
        }
        List<Condition> conditions = new ArrayList<>();
        for (FilterGrammar.Written one : written) {
            conditions.add(Condition.of(one));
        }
        return new RowFilter(List.copyOf(conditions));
    }

    boolean matches(FeedRow row) {
        for (Condition condition : conditions) {
            if (!condition.holds(row)) {
                return false;
            }
        }
        return true;
    }

    /** How many conditions of that text take long to make and to check, whether it is a filter or not. */
    static int costly(String text) {
        try {
            List<FilterGrammar.Written> written = text.length() > LONGEST ? List.of() : FilterGrammar.conditions(text);
            boolean isMade = written.size() <= MOST_CONDITIONS;
            return isMade ? (int) written.stream().filter(Condition::isCostly).count() : 0;
        } catch (InvalidFilterException notMade) {
            return 0;
        }
    }
}
