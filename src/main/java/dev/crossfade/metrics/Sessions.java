package dev.crossfade.metrics;

import dev.crossfade.event.DataMember;
import dev.crossfade.event.MonitoringEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
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
    private static final String START = "session_start";
    private static final String END = "session_end";
    /** One that nobody has heard of for so long has ended without a word. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(30);
    /** A bound on memory, of active ones and of ended ones; past it the one not heard of for longest is forgotten. */
    private static final int MOST = 100_000;
    /** A longer id is kept as its digest, which has as many characters. */
    private static final int LONGEST_ID = 64;

    /** When each was heard of last, in milliseconds since the epoch; the longest ago first. */
    private final Map<String, Long> active = new LinkedHashMap<>(16, 0.75f, true);
    /** When each was told to have ended, so that what comes late does not open it again; the longest ago first. */
    private final Map<String, Long> ended = new LinkedHashMap<>(16, 0.75f, true);

    private long total;

    void add(MonitoringEvent event) {
        if (!event.eventType().startsWith(PREFIX)) {
            return;
        }
        idOf(event.data()).map(Sessions::bounded).ifPresent(id -> add(event, id));
    }

    private void add(MonitoringEvent event, String id) {
        forgetSilent(event.receivedAt());
        long now = event.receivedAt().toEpochMilli();
        if (event.eventType().equals(END)) {
            active.remove(id);
            put(ended, id, now);
        } else if (event.eventType().equals(START) || !ended.containsKey(id)) {
            ended.remove(id);
            total += put(active, id, now) ? 1 : 0;
        }
    }

    /** Whether it is a new one. */
    private static boolean put(Map<String, Long> sessions, String id, long now) {
        boolean isNew = sessions.put(id, now) == null;
        if (sessions.size() > MOST) {
            Iterator<String> longestAgo = sessions.keySet().iterator();
            longestAgo.next();
            longestAgo.remove();
        }
        return isNew;
    }

    private static Optional<String> idOf(String data) {
        return Stream.of("session_id", "sessionId", "id")
                .flatMap(name -> DataMember.of(data, name).stream())
                .findFirst();
    }

    private static String bounded(String id) {
        return id.length() <= LONGEST_ID
                ? id
                : HexFormat.of().formatHex(sha256().digest(id.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Those that began, did not end and were heard of lately. */
    int active(Instant now) {
        forgetSilent(now);
        return active.size();
    }

    private void forgetSilent(Instant now) {
        long oldest = now.minus(FORGOTTEN).toEpochMilli();
        Iterator<Long> longestAgo = active.values().iterator();
        while (longestAgo.hasNext() && longestAgo.next() < oldest) {
            longestAgo.remove();
        }
    }

    /** Those that began since the start of the daemon. */
    long total() {
        return total;
    }
}
