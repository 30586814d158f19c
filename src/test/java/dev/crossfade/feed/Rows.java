package dev.crossfade.feed;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.Integrity;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.testkit.Events;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/** Rows of the feed for tests, told apart by their positions. */
final class Rows {
    private static final Instant AT = Instant.parse("2026-11-21T06:00:00Z");

    private Rows() {}

    /** A row whose texts have so many characters, and two more for each of the braces. */
    static FeedRow row(long position, int characters) {
        MonitoringEvent event = Events.event(position, AT, "{" + " ".repeat(characters) + "}");
        return new FeedRow(Events.stored(event, position), AT, Integrity.INTACT);
    }

    /** Small rows at these positions, both included. */
    static List<FeedRow> rows(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(at -> row(at, 0)).toList();
    }

    static List<Long> positions(List<FeedRow> rows) {
        return rows.stream().map(row -> row.event().position().orElseThrow()).toList();
    }
}
