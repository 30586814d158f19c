package dev.crossfade.metrics;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.crossfade.bus.FlushSettled;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsFlush;
import dev.crossfade.bus.MetricsFlushJson;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogFailedException;
import dev.crossfade.eventlog.LogFullException;
import dev.crossfade.eventlog.Note;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/**
 * Brings what validation counted into the event log, one flush after another, and hears when a flush has come into the
 * database. What the log does not take is counted again. Belongs to the context that it is given.
 */
final class FlushWriter {
    /** Flushes in the log whose storage can be waited for; of older ones nobody asks any more. */
    private static final int MOST_UNDER_WAY = 1000;

    private final Context context;
    private final EventLog log;
    private final Clock clock;
    private final UnflushedCounts unflushed;
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
    private final Deque<UnderWay> underWay = new ArrayDeque<>();
    private Future<Void> appending = Future.succeededFuture();

    FlushWriter(Context context, EventLog log, Clock clock) {
        this.context = context;
        this.log = log;
        this.clock = clock;
        this.unflushed = new UnflushedCounts(clock.instant());
    }

    /**
     * A flush that the event log has.
     *
     * @param rows event types in it; 0 where nothing had been counted
     * @param stored done when it is in the database, and all before it; failed where the database refuses it for good
     */
    record Flushed(int rows, Future<Void> stored) {}

    private record UnderWay(UUID id, Promise<Void> stored) {
        void settle(boolean well) {
            if (well) {
                stored.complete();
            } else {
                stored.fail(new Unavailable("the database refuses these metrics; the daemon's log says why"));
            }
        }
    }

    void add(IntakeObserved observed) {
        unflushed.add(observed);
    }

    /**
     * Flushes what was counted until now.
     *
     * @return done when the event log has it. Failed with {@link Unavailable} where the log does not take it: then the
     *     next flush has it
     */
    Future<Flushed> flush() {
        Future<Flushed> flushed = appending.transform(before -> append());
        appending = flushed.mapEmpty();
        return flushed;
    }

    /** Hears that a flush has left the log; it may be one of an earlier start. Flushes leave it in their order. */
    void settled(FlushSettled flush) {
        if (underWay.stream().noneMatch(one -> one.id().equals(flush.id()))) {
            return;
        }
        UnderWay oldest = underWay.removeFirst();
        while (!oldest.id().equals(flush.id())) {
            oldest.settle(true);
            oldest = underWay.removeFirst();
        }
        oldest.settle(flush.stored());
    }

    private Future<Flushed> append() {
        Optional<MetricsFlush> taken = unflushed.take(ids.generate(), clock.instant());
        if (taken.isEmpty()) {
            UnderWay newest = underWay.peekLast();
            return Future.succeededFuture(new Flushed(
                    0,
                    newest == null ? Future.succeededFuture() : newest.stored().future()));
        }
        MetricsFlush flush = taken.get();
        UnderWay one = new UnderWay(flush.id(), Promise.promise());
        // Before the log has it: that it is stored may be heard before the log's answer.
        underWay.addLast(one);
        if (underWay.size() > MOST_UNDER_WAY) {
            underWay.removeFirst();
        }
        return Future.fromCompletionStage(log.note(List.of(note(flush))), context)
                .map(new Flushed(flush.byEventType().size(), one.stored().future()))
                .recover(thrown -> {
                    underWay.remove(one);
                    unflushed.putBack(flush);
                    return Future.failedFuture(reason(thrown));
                });
    }

    private static Note note(MetricsFlush flush) {
        return new Note(Note.Kind.METRICS, MetricsFlushJson.of(flush).toBuffer().getBytes());
    }

    private static Throwable reason(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof LogFullException) {
            return new Unavailable("the event log has no room now; the metrics are kept for the next flush");
        }
        return cause instanceof LogFailedException
                ? new Unavailable("the event log cannot write; the metrics are kept until the daemon ends")
                : cause;
    }
}
