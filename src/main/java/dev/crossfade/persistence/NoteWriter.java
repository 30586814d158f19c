package dev.crossfade.persistence;

import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a run of notes: all in one transaction, or, once that has failed, one by one, giving up those that the database
 * refuses for good. Used once. Where the database becomes unavailable meanwhile it fails, and all of it can be done again.
 *
 * <p>A note that is given up is named in the log and passed over: it must not keep the events behind it from being
 * stored. That holds also where the schema knows nothing of its kind, or the role may not write such rows. One that the
 * database does not take in time, as where somebody holds a lock, is never given up: the database counts as unavailable,
 * for a reason that names the note.
 */
final class NoteWriter {
    private static final Logger LOG = LoggerFactory.getLogger(NoteWriter.class);

    private static final String NO_NOTE = "it is not in the form of its kind";
    private static final String LOCKED = "55P03";
    private static final String CANCELLED = "57014";

    private final PgEventStore store;
    private final List<NoteRecord> notes;
    private final String node;
    private final Outlet outlet;

    /**
     * @param notes 1 or more
     * @param node whose they are
     */
    NoteWriter(PgEventStore store, List<NoteRecord> notes, String node, Outlet outlet) {
        this.store = store;
        this.notes = notes;
        this.node = node;
        this.outlet = outlet;
    }

    /** Hears what becomes of notes, perhaps twice. */
    interface Outlet {
        /**
         * Notes are committed.
         *
         * @param added rows that are new, of each kind that there is among them
         */
        void noted(List<NoteRecord> notes, Map<Note.Kind, Integer> added);

        /** A note is refused for good and was passed over. */
        void passedOver(NoteRecord note);
    }

    /** Writes all or none; its failures are a {@link DatabaseFailure}. */
    Future<Written> write() {
        return write(notes).map(Written.NOTHING);
    }

    /** Done when every note is stored or given up. */
    Future<Void> writeEach() {
        return writeFrom(0);
    }

    private Future<Void> writeFrom(int next) {
        if (next == notes.size()) {
            return Future.succeededFuture();
        }
        return write(notes.subList(next, next + 1))
                .compose(written -> writeFrom(next + 1), thrown -> failed(next, (DatabaseFailure) thrown));
    }

    private Future<Void> failed(int next, DatabaseFailure failure) {
        return switch (failure.kind()) {
            case UNAVAILABLE -> Future.failedFuture(failure);
            case REFUSED, NOT_PERMITTED -> giveUp(next, failure);
            case UNCERTAIN, REPEATED, OUT_OF_TURN -> Future.failedFuture(heldUp(notes.get(next), failure));
        };
    }

    private static DatabaseFailure heldUp(NoteRecord note, DatabaseFailure failure) {
        String why =
                switch (failure.sqlState()) {
                    case LOCKED -> "somebody holds a lock on a row or table that it needs";
                    case CANCELLED -> "it does not come to its end in time";
                    default -> "the database fails at it, sqlstate " + failure.sqlState();
                };
        return DatabaseFailure.unavailable("%s waits, and all that is behind it: %s; offset=%d id=%s"
                .formatted(kindOf(note), why, note.offset(), NotesJson.idOf(note)));
    }

    private Future<Void> giveUp(int next, DatabaseFailure failure) {
        NoteRecord note = notes.get(next);
        LOG.error(
                "a note cannot be stored and is passed over kind=\"{}\" offset={} id={} sqlstate={} problem=\"{}\"",
                kindOf(note),
                note.offset(),
                NotesJson.idOf(note),
                failure.sqlState(),
                problem(failure));
        outlet.passedOver(note);
        return writeFrom(next + 1);
    }

    private static String kindOf(NoteRecord note) {
        return switch (note.note().kind()) {
            case AUDIT -> "audit row";
            case METRICS -> "flush of metrics";
            case ALERT -> "change of an alert";
            case PARITY -> "minute of parity";
        };
    }

    /** What the server says of a row may quote it. */
    private static String problem(DatabaseFailure failure) {
        boolean saysNothingOfTheRow = failure.kind() == FailureKind.NOT_PERMITTED
                || failure.getMessage().equals(NO_NOTE);
        return saysNothingOfTheRow ? failure.getMessage() : "the database refuses it";
    }

    private Future<Void> write(List<NoteRecord> some) {
        Map<Note.Kind, String> rows;
        try {
            rows = NotesJson.of(some, node);
        } catch (RuntimeException noNote) {
            LOG.debug("not in the form of its kind", noNote);
            return Future.failedFuture(new DatabaseFailure(FailureKind.REFUSED, "", NO_NOTE));
        }
        return store.writeNotes(rows)
                .onSuccess(added -> outlet.noted(some, added))
                .mapEmpty();
    }
}
