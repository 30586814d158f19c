package dev.crossfade.persistence;

import dev.crossfade.event.SealedEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch that was refused as a whole: the good rows in their order, and the bad ones, found by halving, as dead
 * letters. Used once. Where the database becomes unavailable meanwhile it fails, and all of it can be done again.
 *
 * <p>A row whose failure may be the database's is given up only when the database has taken another one meanwhile: a
 * table that is locked must not make dead letters of all rows.
 */
final class IsolatingWriter {
    private static final Logger LOG = LoggerFactory.getLogger(IsolatingWriter.class);

    private final PgEventStore store;
    private final List<SealedEvent> events;
    private final int attempts;
    private final int mostSuspects;
    private final Function<List<DeadLetter>, Future<Integer>> keeper;
    private final Halving halving;
    private final List<DeadLetter> letters = new ArrayList<>();
    private final Promise<Void> written = Promise.promise();
    private int added;
    private int uncertainTimes;
    private int suspects;
    private boolean proven;

    /**
     * @param events 1 or more
     * @param attempts for rows whose failure may be the database's
     * @param mostSuspects so many single rows may fail like that before one row was stored
     * @param keeper keeps dead letters; those that it has already are kept once
     */
    IsolatingWriter(
            PgEventStore store,
            List<SealedEvent> events,
            int attempts,
            int mostSuspects,
            Function<List<DeadLetter>, Future<Integer>> keeper) {
        this.store = store;
        this.events = events;
        this.attempts = attempts;
        this.mostSuspects = mostSuspects;
        this.keeper = keeper;
        this.halving = new Halving(events.size());
    }

    /** Done when every row is stored or a dead letter; how many rows are new in the table of events. */
    Future<Integer> write() {
        writeNext();
        return written.future().compose(stored -> keepLetters()).map(kept -> added);
    }

    private void writeNext() {
        Halving.Part part = halving.next();
        if (suspects > 0 && !proven && (part == null || suspects > mostSuspects)) {
            written.fail(DatabaseFailure.unavailable("the database takes no row in time"));
            return;
        }
        if (part == null) {
            written.complete();
            return;
        }
        List<SealedEvent> rows = events.subList(part.from(), part.to());
        store.write(rows.stream().map(SealedEvent::event).toList(), true)
                .onSuccess(stored -> stored(rows, stored))
                .onFailure(thrown -> failed(rows, (DatabaseFailure) thrown));
    }

    private void stored(List<SealedEvent> rows, Written stored) {
        added += stored.added();
        uncertainTimes = 0;
        proven = true;
        Set<Long> missing = stored.missing();
        rows.stream()
                .filter(row -> missing.contains(row.event().sequenceId()))
                .forEach(row -> letters.add(letter(row, DatabaseFailure.vanished())));
        halving.stored();
        writeNext();
    }

    private void failed(List<SealedEvent> rows, DatabaseFailure failure) {
        boolean uncertain = failure.kind() == FailureKind.UNCERTAIN || failure.kind() == FailureKind.OUT_OF_TURN;
        if (failure.kind() == FailureKind.UNAVAILABLE) {
            written.fail(failure);
        } else if (failure.kind() == FailureKind.REPEATED && rows.size() == 1) {
            stored(rows, Written.NOTHING);
        } else if (uncertain && ++uncertainTimes < attempts) {
            writeNext();
        } else {
            suspects += uncertain && rows.size() == 1 ? 1 : 0;
            refused(rows, failure);
        }
    }

    private void refused(List<SealedEvent> rows, DatabaseFailure failure) {
        uncertainTimes = 0;
        if (rows.size() == 1) {
            letters.add(letter(rows.get(0), failure));
        }
        halving.refused();
        writeNext();
    }

    private Future<Void> keepLetters() {
        if (letters.isEmpty()) {
            return Future.succeededFuture();
        }
        DeadLetter first = letters.get(0);
        // The reason may quote the event: it is kept with the letter and not logged.
        return keeper.apply(letters)
                .onSuccess(kept -> LOG.warn(
                        "events refused by the database are dead letters now events={} first_sequence_id={} sqlstate={}",
                        letters.size(),
                        first.sequenceId(),
                        first.sqlState()))
                .mapEmpty();
    }

    private static DeadLetter letter(SealedEvent row, DatabaseFailure failure) {
        return new DeadLetter(
                row.event().node(),
                row.event().sequenceId(),
                new String(row.json(), StandardCharsets.UTF_8),
                failure.sqlState(),
                failure.getMessage());
    }
}
