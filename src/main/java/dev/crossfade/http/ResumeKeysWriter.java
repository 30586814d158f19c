package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedCursor;
import dev.crossfade.bus.FeedCursorQuery;
import dev.crossfade.bus.SaveFeedCursors;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Remembers in the database up to where clients with a resume key have been served; what could not be written yet is
 * tried again each second, and at the stop. Belongs to its writer's context.
 */
final class ResumeKeysWriter {
    private static final Duration SAVE_EVERY = Duration.ofSeconds(1);
    /** Past it, with the database away, the longest known are forgotten: they are replayed from an earlier place. */
    private static final int MOST_UNSAVED = 10_000;

    private static final int MOST_AT_ONCE = 1000;

    private final Vertx vertx;
    private final Map<Name, Long> unsaved = new LinkedHashMap<>();
    /** Who waits for a place of theirs to be saved; never more than there are places. */
    private final Map<Name, Promise<Void>> waiting = new HashMap<>();

    private boolean saving;

    ResumeKeysWriter(Vertx vertx) {
        this.vertx = vertx;
    }

    private record Name(String key, String channel) {}

    void start() {
        vertx.setPeriodic(SAVE_EVERY.toMillis(), now -> save());
        Topics.STOPPING.listen(vertx, stopping -> save());
    }

    /** Up to where a client of that key has been served on that channel; fails where the database does not say. */
    Future<OptionalLong> find(String key, String channel) {
        Name name = new Name(key, channel);
        Long known = unsaved.get(name);
        if (known == null) {
            return Endpoints.FEED_CURSOR
                    .ask(vertx, new FeedCursorQuery(key, channel))
                    .map(found -> found.position());
        }
        // One that began here and is saved nowhere yet is not known to other instances: it has to wait.
        Promise<Void> begun = waiting.get(name);
        return (begun == null ? Future.<Void>succeededFuture() : begun.future()).map(saved -> OptionalLong.of(known));
    }

    /**
     * Remembers where a client begins of which nothing was known: before it is told so, since it may be gone, or come to
     * another instance, a moment later. Those that come meanwhile are saved together.
     *
     * @return done when it is saved
     */
    Future<Void> begin(String key, String channel, long position) {
        remember(key, channel, position);
        Promise<Void> saved = waiting.computeIfAbsent(new Name(key, channel), name -> Promise.promise());
        save();
        return saved.future();
    }

    /** To be saved within a second. */
    void remember(String key, String channel, long position) {
        Name name = new Name(key, channel);
        unsaved.remove(name);
        unsaved.put(name, position);
        if (unsaved.size() > MOST_UNSAVED) {
            Name longest = unsaved.keySet().iterator().next();
            unsaved.remove(longest);
            settle(longest, new Unavailable("too many keys wait to be remembered"));
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
                some.forEach(this::saved);
            }
            if (saved.succeeded() && !waiting.isEmpty()) {
                save();
            }
        });
    }

    private void saved(FeedCursor cursor) {
        Name name = new Name(cursor.key(), cursor.channel());
        unsaved.remove(name, cursor.position());
        settle(name, null);
    }

    private void settle(Name name, Throwable failure) {
        Optional.ofNullable(waiting.remove(name)).ifPresent(promise -> {
            if (failure == null) {
                promise.complete();
            } else {
                promise.fail(failure);
            }
        });
    }
}
