package dev.crossfade.metrics;

import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.SummaryPage;
import dev.crossfade.bus.SummaryQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was counted lately: in the last minute, hour and day up to now, and minute by minute. Belongs to one thread. */
final class Windows {
    private static final int SECONDS = 60;

    /** Coarse enough for a bound on memory, with a thousand event types in each. */
    private final RollingTallies fiveSeconds = new RollingTallies(Duration.ofSeconds(5), 12);

    private final RollingTallies minutes = new RollingTallies(Duration.ofMinutes(1), 60);
    private final RollingTallies hours = new RollingTallies(Duration.ofHours(1), 24);

    /** Adds what was received in a second. */
    void add(long second, Tallies more) {
        fiveSeconds.add(second, more);
        minutes.add(second, more);
        hours.add(second, more);
    }

    /** What was counted in the last so long, to a twelfth (of a minute), a sixtieth or a twenty-fourth. */
    Tallies last(MetricsWindow window, Instant now) {
        RollingTallies spans =
                switch (window) {
                    case MINUTE -> fiveSeconds;
                    case HOUR -> minutes;
                    case DAY -> hours;
                };
        return spans.sum(now.getEpochSecond());
    }

    /** Events accepted, over the last minute. */
    double acceptedPerSecond(Instant now) {
        long accepted = 0;
        for (RollingTallies.Span span : fiveSeconds.spans(now.getEpochSecond())) {
            accepted += span.tallies().accepted();
        }
        return accepted / (double) SECONDS;
    }

    /** A page of the minutes of the last hour. */
    SummaryPage minutes(SummaryQuery query, Instant now) {
        List<CountsRow> rows = new ArrayList<>();
        for (RollingTallies.Span span : minutes.spans(now.getEpochSecond())) {
            Instant start = Instant.ofEpochSecond(span.start());
            span.tallies().forEach((kind, count) -> rows.add(new CountsRow(start, kind, count.counts())));
        }
        List<CountsRow> wanted = rows.stream()
                .filter(row -> wants(query, row))
                .sorted(Comparator.comparing(SummaryQuery.Cursor::of))
                .limit(query.limit() + 1L)
                .toList();
        boolean more = wanted.size() > query.limit();
        return new SummaryPage(more ? wanted.subList(0, query.limit()) : wanted, more);
    }

    private static boolean wants(SummaryQuery query, CountsRow row) {
        return query.eventType().map(row.kind().eventType()::equals).orElse(true)
                && query.category().map(row.kind().category()::equals).orElse(true)
                && query.from().map(from -> !row.start().isBefore(from)).orElse(true)
                && query.to().map(to -> row.start().isBefore(to)).orElse(true)
                && query.after()
                        .map(after -> SummaryQuery.Cursor.of(row).compareTo(after) > 0)
                        .orElse(true);
    }
}
