package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedCursor;
import dev.crossfade.bus.FeedCursorQuery;
import dev.crossfade.bus.SaveFeedCursors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Remembers in the database up to where clients with a resume key have been served; what could not be written yet is
 * tried again each second. Belongs to its writer's context.
 */
final class ResumeKeysWriter {
    private static final Duration SAVE_EVERY = Duration.ofSeconds(1);
    /** Past it, with the database away, the longest known are forgotten: they are replayed from an earlier place. */
    private static final int MOST_UNSAVED = 10_000;

    private static final int MOST_AT_ONCE = 1000;

    private final Vertx vertx;
    private final Map<Name, Long> unsaved = new LinkedHashMap<>();
    private boolean saving;

    ResumeKeysWriter(Vertx vertx) {
        this.vertx = vertx;
    }

    private record Name(String key, String channel) {}

    void start() {
        vertx.setPeriodic(SAVE_EVERY.toMillis(), now -> save());
    }

    /** Up to where a client of that key has been served on that channel; fails where the database does not say. */
    Future<OptionalLong> find(String key, String channel) {
        Long known = unsaved.get(new Name(key, channel));
        return known != null
                ? Future.succeededFuture(OptionalLong.of(known))
                : Endpoints.FEED_CURSOR
                        .ask(vertx, new FeedCursorQuery(key, channel))
                        .map(found -> found.position());
    }

    void remember(String key, String channel, long position) {
        Name name = new Name(key, channel);
        unsaved.remove(name);
        unsaved.put(name, position);
        if (unsaved.size() > MOST_UNSAVED) {
            unsaved.remove(unsaved.keySet().iterator().next());
        }
    }

    private void save() {
        if (saving || unsaved.isEmpty()) {
            return;
        }
        saving = true;
        List<FeedCursor> some = unsaved.entrySet().stream()
                .limit(MOST_AT_ONCE)
                .map(entry ->
                        new FeedCursor(entry.getKey().key(), entry.getKey().channel(), entry.getValue()))
                .toList();
        Endpoints.SAVE_FEED_CURSORS.ask(vertx, new SaveFeedCursors(some)).onComplete(saved -> {
            saving = false;
            if (saved.succeeded()) {
                some.forEach(cursor -> unsaved.remove(new Name(cursor.key(), cursor.channel()), cursor.position()));
            }
        });
    }
}
