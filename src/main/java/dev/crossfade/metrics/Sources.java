package dev.crossfade.metrics;

import dev.crossfade.bus.Activity;
import dev.crossfade.bus.SourceFigures;
import dev.crossfade.bus.SourcesPage;
import dev.crossfade.bus.SourcesQuery;
import dev.crossfade.event.SealedEvent;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** What each source sent, of a bounded number of them, and the sessions that they tell of. Belongs to one thread. */
final class Sources {
    private final ByName<Source> byName = new ByName<>(Source::new);
    private final Sessions sessions = new Sessions();

    void add(SealedEvent sealed) {
        byName.of(sealed.event().source()).add(sealed);
        sessions.add(sealed.event());
    }

    SourcesPage page(SourcesQuery query, Activity activity, Instant now) {
        List<SourceFigures> figures = new TreeMap<>(byName.all())
                .entrySet().stream()
                        .filter(entry -> query.after()
                                .map(after -> entry.getKey().compareTo(after) > 0)
                                .orElse(true))
                        .limit(query.limit() + 1L)
                        .map(entry -> entry.getValue().figures(entry.getKey(), now))
                        .toList();
        boolean more = figures.size() > query.limit();
        return new SourcesPage(more ? figures.subList(0, query.limit()) : figures, more, activity);
    }

    /** @param acceptedPerSecond events, over the last minute */
    Activity activity(double acceptedPerSecond, Instant now) {
        long events = 0;
        long errors = 0;
        int active = 0;
        for (Source source : byName.all().values()) {
            events += source.recentEvents(now);
            errors += source.recentErrors(now);
            active += source.isActive(now) ? 1 : 0;
        }
        return new Activity(
                acceptedPerSecond,
                byName.all().size(),
                active,
                Source.score(events, errors),
                sessions.active(now),
                sessions.total());
    }
}
