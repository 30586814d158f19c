package dev.crossfade.metrics;

import dev.crossfade.event.DataMember;
import dev.crossfade.event.MonitoringEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sessions that events tell of: those whose type begins with {@code session_}, by the {@code session_id}, {@code sessionId}
 * or {@code id} of their data. Belongs to one thread.
 */
final class Sessions {
    private static final String PREFIX = "session_";
    private static final String END = "session_end";
    /** One that nobody has heard of for so long has ended without a word. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(30);
    /** A bound on memory; past it the one that was not heard of for longest is forgotten. */
    private static final int MOST = 100_000;

    /** When each was heard of last, in milliseconds since the epoch; the longest ago first. */
    private final Map<String, Long> active = new LinkedHashMap<>(16, 0.75f, true);

    private long total;

    void add(MonitoringEvent event) {
        if (!event.eventType().startsWith(PREFIX)) {
            return;
        }
        idOf(event.data()).ifPresent(id -> add(event, id));
    }

    private void add(MonitoringEvent event, String id) {
        boolean ends = event.eventType().equals(END);
        Long before =
                ends ? active.remove(id) : active.put(id, event.receivedAt().toEpochMilli());
        total += before == null ? 1 : 0;
        if (active.size() > MOST) {
            Iterator<String> longestAgo = active.keySet().iterator();
            longestAgo.next();
            longestAgo.remove();
        }
    }

    private static Optional<String> idOf(String data) {
        return Stream.of("session_id", "sessionId", "id")
                .flatMap(name -> DataMember.of(data, name).stream())
                .findFirst();
    }

    int active(Instant now) {
        long oldest = now.minus(FORGOTTEN).toEpochMilli();
        Iterator<Long> longestAgo = active.values().iterator();
        while (longestAgo.hasNext() && longestAgo.next() < oldest) {
            longestAgo.remove();
        }
        return active.size();
    }

    long total() {
        return total;
    }
}
