package dev.crossfade.persistence;

import dev.crossfade.eventlog.NoteRecord;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a run of notes: all in one transaction, or, once that was refused, one by one, giving up those that the
 * database refuses for good. Used once. Where the database becomes unavailable meanwhile it fails, and all of it can be
 * done again.
 *
 * <p>A note that is given up is named in the log and passed over: it must not keep the events behind it from being
 * stored. That holds also where the schema knows nothing of audit rows, or the role may not write them.
 */
final class NoteWriter {
    private static final Logger LOG = LoggerFactory.getLogger(NoteWriter.class);

    private static final String NO_ROW = "it is not in the form of one";

    private final PgEventStore store;
    private final List<NoteRecord> notes;
    private final String node;
    private final int attempts;

    /**
     * @param notes 1 or more
     * @param node whose they are
     * @param attempts for a note whose failure may be the database's
     */
    NoteWriter(PgEventStore store, List<NoteRecord> notes, String node, int attempts) {
        this.store = store;
        this.notes = notes;
        this.node = node;
        this.attempts = attempts;
    }

    /** Writes all or none; its failures are a {@link DatabaseFailure}. */
    Future<Written> write() {
        return write(notes).map(Written.NOTHING);
    }

    /** Done when every note is stored or given up. */
    Future<Void> writeEach() {
        return writeFrom(0, 1);
    }

    private Future<Void> writeFrom(int next, int attempt) {
        if (next == notes.size()) {
            return Future.succeededFuture();
        }
        return write(notes.subList(next, next + 1))
                .compose(written -> writeFrom(next + 1, 1), thrown -> failed(next, attempt, (DatabaseFailure) thrown));
    }

    private Future<Void> failed(int next, int attempt, DatabaseFailure failure) {
        return switch (failure.kind()) {
            case UNAVAILABLE -> Future.failedFuture(failure);
            case REFUSED, NOT_PERMITTED -> giveUp(next, failure);
            case UNCERTAIN, REPEATED, OUT_OF_TURN ->
                attempt < attempts ? writeFrom(next, attempt + 1) : giveUpIfOthersPass(next, failure);
        };
    }

    /** A table that is locked must not cost a row: it does not even let none pass. */
    private Future<Void> giveUpIfOthersPass(int next, DatabaseFailure failure) {
        return write(List.of())
                .compose(
                        passed -> giveUp(next, failure),
                        held -> Future.failedFuture(
                                DatabaseFailure.unavailable("the database takes no audit row in time")));
    }

    private Future<Void> giveUp(int next, DatabaseFailure failure) {
        NoteRecord note = notes.get(next);
        LOG.error(
                "an audit row cannot be stored and is passed over offset={} id={} sqlstate={} problem=\"{}\"",
                note.offset(),
                AuditJson.idOf(note),
                failure.sqlState(),
                problem(failure));
        return writeFrom(next + 1, 1);
    }

    /** What the server says of a row may quote it. */
    private static String problem(DatabaseFailure failure) {
        boolean saysNothingOfTheRow = failure.kind() == FailureKind.NOT_PERMITTED
                || failure.getMessage().equals(NO_ROW);
        return saysNothingOfTheRow ? failure.getMessage() : "the database refuses it, or never comes to its end";
    }

    private Future<Void> write(List<NoteRecord> some) {
        String rows;
        try {
            rows = AuditJson.of(some, node);
        } catch (RuntimeException noRow) {
            LOG.debug("not an audit row", noRow);
            return Future.failedFuture(new DatabaseFailure(FailureKind.REFUSED, "", NO_ROW));
        }
        return store.writeAudit(rows);
    }
}
