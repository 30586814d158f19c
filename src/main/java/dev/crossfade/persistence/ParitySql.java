package dev.crossfade.persistence;

import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.ParityCount;
import dev.crossfade.bus.ParityWindowsQuery;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statement that asks what parity counted over time: fixed pieces of SQL for what was asked, every value a parameter.
 * One row more than the limit is asked for, which tells whether there is more.
 */
final class ParitySql {
    private static final String SUMS = Arrays.stream(ParityCount.values())
            .map(count -> "sum(%1$s)::bigint AS %1$s".formatted(count.label()))
            .collect(Collectors.joining(", "));
    private static final String PAGE = """
            SELECT began, category, %1$s
            FROM (SELECT %2$s AS began, windows.*
                FROM monitoring.parity_windows AS windows) AS windows
            %3$s
            GROUP BY began, category
            ORDER BY began DESC, category
            LIMIT $%4$d
            """;

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private final String page;

    ParitySql(ParityWindowsQuery query) {
        query.category().ifPresent(category -> condition("category = $?", category.label()));
        query.node().ifPresent(node -> condition("node = $?", node));
        // A window that began then or later has minutes from then on alone: the index is on these.
        query.from().ifPresent(from -> condition("began >= $? AND window_start >= $?", from.atOffset(ZoneOffset.UTC)));
        query.to().ifPresent(to -> condition("began < $?", to.atOffset(ZoneOffset.UTC)));
        query.after().ifPresent(this::behind);
        parameters.add(query.limit() + 1L);
        page = PAGE.formatted(
                SUMS,
                begin(query.window()),
                conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions),
                parameters.size());
    }

    String page() {
        return page;
    }

    List<Object> parameters() {
        return parameters;
    }

    /** Rows are minutes as they stand, which the index has in order. */
    private static String begin(MetricsWindow window) {
        return window == MetricsWindow.MINUTE
                ? "window_start"
                : "date_trunc('%s', window_start, 'UTC')".formatted(window.label());
    }

    private void behind(ParityWindowsQuery.Cursor cursor) {
        parameters.add(cursor.start().atOffset(ZoneOffset.UTC));
        int start = parameters.size();
        parameters.add(cursor.category().label());
        conditions.add("began <= $%1$d AND (began < $%1$d OR category > $%2$d)".formatted(start, start + 1));
    }

    private void condition(String piece, Object value) {
        parameters.add(value);
        conditions.add(piece.replace("$?", "$" + parameters.size()));
    }
}
