package dev.crossfade.testkit;

import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.EventKind;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.LongStream;

/** Finished events for tests, told apart by their sequence ids. */
public final class Events {
    private static final List<Category> CATEGORIES = List.of(Category.values());
    private static final List<Route> ROUTES = List.of(Route.values());

    private Events() {}

    /** An event received when today began, so that the same id gives the same event all day. */
    public static MonitoringEvent event(long sequenceId) {
        return event(sequenceId, Instant.now().truncatedTo(ChronoUnit.DAYS), "{\"n\":" + sequenceId + "}");
    }

    /** An event received, and happened, at that moment. */
    public static MonitoringEvent event(long sequenceId, Instant receivedAt, String data) {
        return new MonitoringEvent(
                new UUID(7, sequenceId),
                "cache_metrics",
                CATEGORIES.get((int) (sequenceId % 5)),
                receivedAt,
                receivedAt,
                "test",
                data,
                "{}",
                "node-1",
                sequenceId,
                OptionalLong.empty(),
                ROUTES.get((int) (sequenceId % 4)),
                sequenceId % 3,
                "%08x".formatted(sequenceId),
                ChecksumAlgorithm.CRC32);
    }

    /** An event of that type and category. */
    public static MonitoringEvent ofKind(long sequenceId, EventKind kind) {
        return AlteredEvent.of(event(sequenceId)).kind(kind).event();
    }

    /** The event as it is once it is stored at that position. */
    public static MonitoringEvent stored(MonitoringEvent event, long position) {
        return AlteredEvent.of(event).position(OptionalLong.of(position)).event();
    }

    /** Events of one node with these sequence ids, both included. */
    public static List<MonitoringEvent> batch(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(Events::event).toList();
    }
}
