package dev.crossfade.http;

import dev.crossfade.bus.Unavailable;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.eventlog.LogStats;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads events that were accepted a moment ago back from the event log. They lie there together, at most as many places
 * behind their sequence ids as there are notes in the log, and as a rule exactly so many.
 */
final class AcceptedEventsStore {
    private static final int MOST_RECORDS = 1000;
    private static final int MOST_BYTES = 1 << 20;
    /** Notes that came since then, at first sight. */
    private static final long FEW_NOTES = 16;

    private final EventLog log;

    AcceptedEventsStore(EventLog log) {
        this.log = log;
    }

    /**
     * The events of these sequence ids, both included.
     *
     * @param first 0 where there are none
     * @return their JSON; failed with {@link Unavailable} where the log cannot be read
     */
    Future<List<byte[]>> read(long first, long last) {
        if (first == 0) {
            return Future.succeededFuture(List.of());
        }
        LogStats stats = log.stats();
        long latest = first + stats.endOffset() - stats.lastSequenceId();
        return new Reading(first, last).start(latest, FEW_NOTES);
    }

    /** One range on its way. */
    private final class Reading {
        private final Context context = Vertx.currentContext();
        private final List<byte[]> events = new ArrayList<>();
        private final long first;
        private final long last;
        private boolean past;

        Reading(long first, long last) {
            this.first = first;
            this.last = last;
        }

        /** Goes back further until what is found lies before the range, or at its beginning. */
        Future<List<byte[]>> start(long latest, long back) {
            long from = Math.max(1, latest - back);
            return page(from, 1)
                    .compose(found -> from > 1 && !isBefore(found) ? start(latest, back * 4) : gather(from));
        }

        private boolean isBefore(List<LogRecord> found) {
            return !found.isEmpty()
                    && found.get(0) instanceof EventRecord event
                    && event.sealed().event().sequenceId() <= first;
        }

        private Future<List<byte[]>> gather(long from) {
            return page(from, MOST_RECORDS).compose(found -> {
                found.forEach(this::take);
                return past || found.isEmpty()
                        ? Future.succeededFuture(events)
                        : gather(found.get(found.size() - 1).offset() + 1);
            });
        }

        private void take(LogRecord record) {
            if (record instanceof EventRecord event) {
                long place = event.sealed().event().sequenceId();
                if (place >= first && place <= last) {
                    events.add(event.json());
                }
                past |= place >= last;
            }
        }

        private Future<List<LogRecord>> page(long from, int records) {
            return Future.fromCompletionStage(log.read(from, records, MOST_BYTES), context)
                    .recover(failed -> Future.failedFuture(
                            new Unavailable("the events are accepted, and cannot be read back now")));
        }
    }
}
