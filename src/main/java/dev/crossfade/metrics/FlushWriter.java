package dev.crossfade.metrics;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.crossfade.bus.FlushSettled;
import dev.crossfade.bus.MetricsFlush;
import dev.crossfade.bus.MetricsFlushJson;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogFailedException;
import dev.crossfade.eventlog.LogFullException;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/**
 * Brings what validation counted into the event log, one flush after another, and hears when a flush has come into the
 * database. What the log does not take is counted again. Belongs to the context that it is given.
 */
final class FlushWriter {
    /** Flushes in the log whose storage can be waited for; of older ones nobody asks any more. */
    private static final int MOST_UNDER_WAY = 1000;

    private static final int MOST_ROWS = 2000;

    private final Context context;
    private final EventLog log;
    private final Clock clock;
    private final UnflushedCounts unflushed;
    private final LongSupplier countedUpTo;
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
    private final Deque<UnderWay> underWay = new ArrayDeque<>();
    private Future<Void> appending = Future.succeededFuture();

    /** @param countedUpTo offset in the log up to which events are among the counts, or were in flushes before */
    FlushWriter(Context context, EventLog log, Clock clock, UnflushedCounts unflushed, LongSupplier countedUpTo) {
        this.context = context;
        this.log = log;
        this.clock = clock;
        this.unflushed = unflushed;
        this.countedUpTo = countedUpTo;
    }

    /**
     * A flush that the event log has.
     *
     * @param rows that it makes in the database; 0 where nothing had been counted
     * @param stored done when the database has taken it, and all before it, or refused it for good; says which
     */
    record Flushed(int rows, Future<Boolean> stored) {}

    private record UnderWay(UUID id, Promise<Boolean> stored) {}

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
            oldest.stored().complete(true);
            oldest = underWay.removeFirst();
        }
        oldest.stored().complete(flush.stored());
    }

    private Future<Flushed> append() {
        UnflushedCounts.Taken taken = unflushed.take(clock.instant());
        if (taken.rows().isEmpty()) {
            return Future.succeededFuture(new Flushed(
                    0, underWay.isEmpty() ? Future.succeededFuture(true) : stored(List.of(underWay.peekLast()))));
        }
        List<MetricsFlush> parts = parts(taken);
        List<UnderWay> sent = parts.stream()
                .map(part -> new UnderWay(part.id(), Promise.promise()))
                .toList();
        // Before the log has it: that it is stored may be heard before the log's answer.
        underWay.addAll(sent);
        while (underWay.size() > MOST_UNDER_WAY) {
            underWay.removeFirst();
        }
        return Future.fromCompletionStage(
                        log.note(parts.stream().map(FlushWriter::note).toList()), context)
                .map(new Flushed(
                        parts.stream().mapToInt(MetricsFlush::eventTypes).sum(), stored(sent)))
                .recover(thrown -> {
                    underWay.removeAll(sent);
                    unflushed.putBack(taken);
                    return Future.failedFuture(reason(thrown));
                });
    }

    /** Several where it is large: a note is one statement's parameter. The log takes all of them or none. */
    private List<MetricsFlush> parts(UnflushedCounts.Taken taken) {
        long upTo = countedUpTo.getAsLong();
        List<MetricsFlush> parts = new ArrayList<>();
        for (int from = 0; from < taken.rows().size(); from += MOST_ROWS) {
            int to = Math.min(taken.rows().size(), from + MOST_ROWS);
            parts.add(new MetricsFlush(
                    ids.generate(), upTo, taken.from(), taken.to(), taken.rows().subList(from, to)));
        }
        return parts;
    }

    private static Future<Boolean> stored(List<UnderWay> parts) {
        return Future.join(parts.stream().map(part -> part.stored().future()).toList())
                .map(all -> all.<Boolean>list().stream().allMatch(stored -> stored));
    }

    private static Note note(MetricsFlush flush) {
        return new Note(Note.Kind.METRICS, MetricsFlushJson.of(flush).toBuffer().getBytes());
    }

    /** Up to where the flush in a note has counted; empty where it does not say so. */
    static OptionalLong upTo(NoteRecord note) {
        try {
            Long upTo = new JsonObject(Buffer.buffer(note.json())).getLong("up_to");
            return upTo == null ? OptionalLong.empty() : OptionalLong.of(upTo);
        } catch (RuntimeException noFlush) {
            return OptionalLong.empty();
        }
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
