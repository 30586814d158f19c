package dev.crossfade.metrics;

import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.SummaryPage;
import dev.crossfade.bus.SummaryQuery;
import dev.crossfade.event.EventKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What was counted lately: in the last minute, hour and day up to now, and minute by minute. Belongs to one thread. */
final class Windows {
    private static final long MILLIS = 1000;
    /** The order of the cursors, of rows that begin at the same time. */
    private static final Comparator<CountsRow> BY_KIND = Comparator.<CountsRow, String>comparing(
                    row -> row.kind().eventType())
            .thenComparing(row -> row.kind().category().label());

    /** Coarse enough for a bound on memory, with a thousand event types in each. */
    private final Rolling fiveSeconds = new Rolling(Duration.ofSeconds(5), 12);

    private final Rolling minutes = new Rolling(Duration.ofMinutes(1), 60);
    private final Rolling hours = new Rolling(Duration.ofHours(1), 24);

    private void at(long second, Consumer<Slice> count) {
        fiveSeconds.at(second).ifPresent(count);
        minutes.at(second).ifPresent(count);
        hours.at(second).ifPresent(count);
    }

    /** Adds what was received in a second. */
    void add(long second, Tallies more) {
        at(second, slice -> slice.tallies().add(more));
    }

    /** Adds what one request had that is no kind of event. */
    void add(long second, IntakeObserved observed) {
        at(second, slice -> slice.refusals().add(observed));
    }

    /** Adds what an adapter's instance did. */
    void add(long second, DeliveryObserved observed) {
        at(second, slice -> slice.deliveries().add(observed));
    }

    /** Adds the nanoseconds spent on validating events, by kind, where any of it is counted. */
    void addTimes(long second, Map<EventKind, Long> times) {
        at(second, slice -> times.forEach(slice.tallies()::addTime));
    }

    /** What was counted in the last so long, to a twelfth (of a minute), a sixtieth or a twenty-fourth. */
    Aggregator last(MetricsWindow window, Instant now) {
        Rolling spans =
                switch (window) {
                    case MINUTE -> fiveSeconds;
                    case HOUR -> minutes;
                    case DAY -> hours;
                };
        return spans.sum(now.getEpochSecond());
    }

    /** What was counted in the minutes, or where those do not go back so far the hours, that began in that time. */
    Aggregator between(MetricsQuery.Period period, Instant now) {
        long second = now.getEpochSecond();
        long from = period.from().getEpochSecond();
        Rolling spans = from >= minutes.oldest(second) ? minutes : hours;
        Aggregator sum = new Aggregator();
        for (Slice slice : spans.slices(second)) {
            Instant start = Instant.ofEpochSecond(slice.start());
            if (!start.isBefore(period.from()) && start.isBefore(period.to())) {
                sum.add(slice);
            }
        }
        return sum;
    }

    /** Events accepted a second, over the last minute. */
    double acceptedPerSecond(Instant now) {
        long second = now.getEpochSecond();
        double covered = (now.toEpochMilli() - fiveSeconds.oldest(second) * MILLIS) / (double) MILLIS;
        return fiveSeconds.accepted(second) / covered;
    }

    /** A page of the minutes of the last hour. */
    SummaryPage minutes(SummaryQuery query, Instant now) {
        List<CountsRow> wanted = new ArrayList<>();
        for (Slice slice : minutes.slices(now.getEpochSecond())) {
            wanted.addAll(rows(query, slice));
            if (wanted.size() > query.limit()) {
                return new SummaryPage(wanted.subList(0, query.limit()), true);
            }
        }
        return new SummaryPage(wanted, false);
    }

    private static List<CountsRow> rows(SummaryQuery query, Slice slice) {
        Instant start = Instant.ofEpochSecond(slice.start());
        boolean beforeAll = query.from().map(start::isBefore).orElse(false);
        boolean behindAll = query.to().map(to -> !start.isBefore(to)).orElse(false)
                || query.after().map(after -> start.isAfter(after.start())).orElse(false);
        if (beforeAll || behindAll) {
            return List.of();
        }
        List<CountsRow> rows = new ArrayList<>();
        slice.tallies().forEach((type, category, count) -> {
            CountsRow row = new CountsRow(start, new EventKind(type, category), count.counts());
            if (wants(query, row)) {
                rows.add(row);
            }
        });
        rows.sort(BY_KIND);
        return rows;
    }

    private static boolean wants(SummaryQuery query, CountsRow row) {
        return query.eventType().map(row.kind().eventType()::equals).orElse(true)
                && query.category().map(row.kind().category()::equals).orElse(true)
                && query.after()
                        .map(after -> SummaryQuery.Cursor.of(row).compareTo(after) > 0)
                        .orElse(true);
    }
}
