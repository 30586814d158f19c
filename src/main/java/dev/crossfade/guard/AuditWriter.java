package dev.crossfade.guard;

import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditTrail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands audit rows on, and again those that were not taken; the newest so many. Belongs to the context of its verticle.
 */
final class AuditWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
    private static final int MOST_WAITING = 1000;

    private final Vertx vertx;
    private final AuditTrail trail;
    private final Deque<AuditRow> waiting = new ArrayDeque<>();
    private boolean handing;

    AuditWriter(Vertx vertx, AuditTrail trail) {
        this.vertx = vertx;
        this.trail = trail;
    }

    void append(AuditRow row) {
        if (waiting.size() == MOST_WAITING) {
            LOG.warn("an audit row is given up: the event log takes none row={}", waiting.removeFirst());
        }
        waiting.addLast(row);
        handOver();
    }

    /** Hands over what waits, where there is such; once at a time. */
    void handOver() {
        if (handing || waiting.isEmpty()) {
            return;
        }
        handing = true;
        List<AuditRow> rows = List.copyOf(waiting);
        Future.fromCompletionStage(trail.append(rows), vertx.getOrCreateContext())
                .onComplete(over -> handing = false)
                .onSuccess(durable -> waiting.removeAll(rows));
    }
}
