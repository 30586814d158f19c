package dev.crossfade.selfmonitor;

import dev.crossfade.bus.BreakerChanged;
import dev.crossfade.bus.EventsAddress;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes an event for every change of the breaker, one after the other. What the intake cannot take now, because its
 * log is full or it is busy, is tried again until it can: the story of an outage must not have holes. Belongs to the
 * context of its verticle.
 */
final class BreakerEventsWriter {
    private static final Logger LOG = LoggerFactory.getLogger(BreakerEventsWriter.class);
    private static final int MAX_UNTOLD = 64;
    private static final long RETRY_MILLIS = 500;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    private final Vertx vertx;
    private final UntoldChanges untold = new UntoldChanges(MAX_UNTOLD);
    private boolean telling;

    BreakerEventsWriter(Vertx vertx) {
        this.vertx = vertx;
    }

    void changed(BreakerChanged change) {
        untold.add(change);
        tellNext();
    }

    /** Says what nobody was told of, where there is such. */
    void stop() {
        if (untold.size() > 0 || untold.forgotten() > 0) {
            LOG.warn(
                    "changes of the breaker became no events untold={} forgotten={}",
                    untold.size(),
                    untold.forgotten());
        }
    }

    private void tellNext() {
        if (!telling) {
            untold.next().ifPresent(this::tell);
        }
    }

    private void tell(BreakerChanged change) {
        telling = true;
        EventsAddress.publish(vertx, new JsonArray().add(BreakerEventJson.of(change)))
                .onSuccess(accepted -> over(change))
                .onFailure(cause -> refused(change, cause));
    }

    private void over(BreakerChanged change) {
        untold.told(change);
        telling = false;
        tellNext();
    }

    private void refused(BreakerChanged change, Throwable cause) {
        if (isForGood(cause)) {
            LOG.warn("an event about the breaker was refused reason=\"{}\"", cause.getMessage());
            over(change);
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
