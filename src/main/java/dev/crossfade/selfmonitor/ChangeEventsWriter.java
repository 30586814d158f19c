package dev.crossfade.selfmonitor;

import dev.crossfade.bus.EventsAddress;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the events that tell of changes, one after the other. What the intake cannot take now, because its log is
 * full or it is busy, is tried again until it can: the story of an outage, or of a configuration, must not have holes.
 * Belongs to the context of its verticle.
 */
final class ChangeEventsWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeEventsWriter.class);
    private static final int MAX_UNTOLD = 64;
    private static final long RETRY_MILLIS = 500;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    private final Vertx vertx;
    private final UntoldChanges<JsonObject> untold = new UntoldChanges<>(MAX_UNTOLD);
    private boolean telling;

    ChangeEventsWriter(Vertx vertx) {
        this.vertx = vertx;
    }

    void publish(JsonObject event) {
        untold.add(event);
        tellNext();
    }

    /** Publishes nothing of what waits. */
    void silence() {
        untold.clear();
    }

    /** Says what nobody was told of, where there is such. */
    void stop() {
        if (untold.size() > 0 || untold.forgotten() > 0) {
            LOG.warn("changes became no events untold={} forgotten={}", untold.size(), untold.forgotten());
        }
    }

    private void tellNext() {
        if (!telling) {
            untold.next().ifPresent(this::tell);
        }
    }

    private void tell(JsonObject event) {
        telling = true;
        EventsAddress.publish(vertx, new JsonArray().add(event))
                .onSuccess(accepted -> over(event))
                .onFailure(cause -> refused(event, cause));
    }

    private void over(JsonObject event) {
        untold.told(event);
        telling = false;
        tellNext();
    }

    private void refused(JsonObject event, Throwable cause) {
        if (isForGood(cause)) {
            LOG.warn("an event about a change was refused reason=\"{}\"", cause.getMessage());
            over(event);
            return;
        }
        vertx.setTimer(RETRY_MILLIS, timer -> {
            telling = false;
            tellNext();
        });
    }

    private static boolean isForGood(Throwable cause) {
        return cause instanceof ReplyException reply
                && (reply.failureCode() == BAD_REQUEST || reply.failureCode() == TOO_LARGE);
    }
}
