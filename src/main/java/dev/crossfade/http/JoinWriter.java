package dev.crossfade.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.realtime.Binding;
import dev.crossfade.realtime.ClientMessage;
import dev.crossfade.realtime.Resume;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Lets channels in: finds out from where each is to be served, answers, and has it replayed and then live. The channel
 * is in place before the answer, so that nothing is lost between the two. Belongs to its writer's context.
 */
final class JoinWriter {
    /** Clients give up after ten seconds and try again. */
    private static final int PATIENCE_SECONDS = 8;

    private static final String CHANGES = "postgres_changes";
    /** What the database keeps of a name. */
    private static final int LONGEST_NAME = 200;

    private final RealtimeWriter live;
    private final ResumeKeysWriter keys;
    private final BroadcastWriter broadcasts;

    /** A tenth of the loop's time: making patterns must not hold up who is served. */
    private static final Duration COSTLY_A_SECOND = Duration.ofMillis(100);

    private final TimeAllowance costly = new TimeAllowance(COSTLY_A_SECOND, System::nanoTime);

    JoinWriter(RealtimeWriter live, ResumeKeysWriter keys, BroadcastWriter broadcasts) {
        this.live = live;
        this.keys = keys;
        this.broadcasts = broadcasts;
    }

    /**
     * Where a channel is to begin.
     *
     * @param from the position behind which it wanted to; empty where it said none, or nothing is known of its key
     * @param begin the position behind which it does
     */
    private record Start(OptionalLong from, long begin) {
        boolean isRecovered() {
            return from.isPresent() && from.getAsLong() == begin;
        }
    }

    /** The time for joins that take long to read. */
    TimeAllowance costly() {
        return costly;
    }

    /** @param refused done where the channel could not be let in */
    void join(RealtimeChannel channel, ClientMessage message, Runnable refused) {
        if (channel.request().bindings().isEmpty()) {
            answer(channel, message, now());
            return;
        }
        live.attached()
                .compose(cursor -> start(channel))
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onSuccess(start -> let(channel, message, start))
                .onFailure(away -> {
                    if (channel.isOpen()) {
                        refused.run();
                        refuse(channel, message, away);
                    }
                });
    }

    private Start now() {
        return new Start(OptionalLong.empty(), live.cursor());
    }

    /**
     * Behind that position, or with what is new: where nothing is known of it, where retention has taken part of what is
     * behind it, and where the database has never come so far, as one that is new or was put back.
     */
    private Future<Start> behind(OptionalLong from) {
        if (from.isEmpty()) {
            return Future.succeededFuture(new Start(from, live.cursor()));
        }
        return live.reaches(from.getAsLong())
                .map(reached -> new Start(
                        from, reached && from.getAsLong() >= live.dropped() ? from.getAsLong() : live.cursor()));
    }

    private Future<Start> start(RealtimeChannel channel) {
        Optional<Resume> resume = channel.request().resume();
        if (resume.isEmpty()) {
            return Future.succeededFuture(now());
        }
        if (resume.get() instanceof Resume.Key key) {
            if (!isStorable(key.name()) || !isStorable(channel.topic())) {
                return Future.failedFuture(new Unavailable("resume.key: expected key and channel without NUL and of at"
                        + " most " + LONGEST_NAME + " characters"));
            }
            return keys.find(key.name(), channel.topic())
                    .compose(this::behind)
                    .compose(start -> known(key, channel, start));
        }
        return behind(OptionalLong.of(((Resume.After) resume.get()).position()));
    }

    private static boolean isStorable(String name) {
        return name.codePointCount(0, name.length()) <= LONGEST_NAME && name.indexOf('\0') < 0;
    }

    /** Where the key's channel begins is remembered before its client hears of it, or the first events could be lost. */
    private Future<Start> known(Resume.Key key, RealtimeChannel channel, Start start) {
        boolean isKnown = start.from().isPresent() && start.isRecovered();
        return isKnown
                ? Future.succeededFuture(start)
                : keys.begin(key.name(), channel.topic(), start.begin()).map(saved -> start);
    }

    private void let(RealtimeChannel channel, ClientMessage message, Start start) {
        if (!channel.isOpen()) {
            return;
        }
        channel.servedUpTo(start.begin());
        if (channel.request().resume().orElse(null) instanceof Resume.Key key) {
            channel.rememberAs(key.name());
        }
        answer(channel, message, start);
        channel.request().bindings().forEach(binding -> binding.problem().ifPresent(what -> say(channel, false, what)));
        live.serve(channel, () -> {
            if (channel.request().bindings().stream().map(Binding::problem).anyMatch(Optional::isEmpty)) {
                say(channel, true, "Subscribed to PostgreSQL");
            }
        });
    }

    private void answer(RealtimeChannel channel, ClientMessage message, Start start) {
        channel.socket().say(messages -> messages.reply(message, true, response(channel, start)));
        if (channel.request().presence()) {
            channel.socket().say(messages -> messages.presenceState(channel.joinRef(), channel.topic()));
        }
        broadcasts.add(channel);
    }

    private void say(RealtimeChannel channel, boolean ok, String what) {
        channel.socket().say(messages -> messages.system(channel.joinRef(), channel.topic(), CHANGES, ok, what));
    }

    private ObjectNode response(RealtimeChannel channel, Start start) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.set(CHANGES, RealtimeMessagesHandler.echo(channel.request()));
        if (channel.request().resume().isPresent()) {
            ObjectNode resume = response.putObject("resume").put("recovered", start.isRecovered());
            start.from().ifPresentOrElse(from -> resume.put("from", Long.toString(from)), () -> resume.putNull("from"));
            resume.put("position", Long.toString(live.cursor()));
        }
        return response;
    }

    private static void refuse(RealtimeChannel channel, ClientMessage message, Throwable away) {
        String reason = away instanceof Unavailable
                ? away.getMessage()
                : "the database is not reached, so it is not known where the feed is";
        ObjectNode response = JsonNodeFactory.instance.objectNode().put("reason", reason);
        channel.socket().say(messages -> messages.reply(message, false, response));
    }

    /** The client has shown that it has everything that was written before its last heartbeat was answered. */
    void heartbeat(RealtimeChannel channel) {
        OptionalLong proven = channel.heartbeat();
        channel.key()
                .filter(key -> proven.isPresent())
                .ifPresent(key -> keys.remember(key, channel.topic(), proven.getAsLong()));
    }
}
