package dev.crossfade.eventlog;

import dev.crossfade.event.Verdict;

/**
 * Where the parts of a record lie in a segment, big-endian.
 *
 * <p>{@code length} counts what follows {@code crc}, and {@code crc} (CRC32C) is made over the same bytes. Behind the
 * last record a segment holds zeros, and a length of zero is no record.
 *
 * <p>{@code sequence id} is an event's own; a note has none, and there it is the one that the next event gets: so every
 * record alone says how far the sequence ids have come.
 */
final class RecordLayout {
    static final int LENGTH = 0;
    static final int CRC = 4;
    static final int KIND = 8;
    static final int OFFSET = 9;
    static final int SEQUENCE_ID = 17;
    static final int RECEIVED_MILLIS = 25;
    static final int PAYLOAD = 33;

    /** An event that is stored. */
    static final byte KIND_EVENT = 1;
    /** An event that is delivered live only. */
    static final byte KIND_LIVE_ONLY = 2;
    /** A note that is an audit row. */
    static final byte KIND_AUDIT = 3;
    /** A note that is a flush of metrics. */
    static final byte KIND_METRICS = 4;
    /** A note that is a change of an alert. */
    static final byte KIND_ALERT = 5;
    /** A note that is a minute of parity. */
    static final byte KIND_PARITY = 6;
    /** Added to the kind of an event that validation found flaws in. */
    static final byte FLAWED = 0x10;
    /** Added to the kind of an event that came while validation was switched off. */
    static final byte NOT_JUDGED = 0x20;
    /** Added to the kind of an event whose id its publisher gave, so that a start knows it again. */
    static final byte OWN_ID = 0x40;
    /** Added to the kind of the last record of a batch, so that half a batch is known as such at start. */
    static final byte ENDS_BATCH = (byte) 0x80;

    private RecordLayout() {}

    /** The kind of a record, with nothing added but the verdict. */
    static byte kindOf(LogRecord next) {
        if (next instanceof EventRecord event) {
            byte bare = event.sealed().persist() ? KIND_EVENT : KIND_LIVE_ONLY;
            return (byte) (bare | markOf(event.sealed().verdict()));
        }
        return switch (((NoteRecord) next).note().kind()) {
            case AUDIT -> KIND_AUDIT;
            case METRICS -> KIND_METRICS;
            case ALERT -> KIND_ALERT;
            case PARITY -> KIND_PARITY;
        };
    }

    private static byte markOf(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> 0;
            case FLAWED -> FLAWED;
            case NOT_JUDGED -> NOT_JUDGED;
        };
    }

    /** What validation said of an event whose record is of that kind. */
    static Verdict verdictOf(byte kind) {
        if ((kind & FLAWED) != 0) {
            return Verdict.FLAWED;
        }
        return (kind & NOT_JUDGED) != 0 ? Verdict.NOT_JUDGED : Verdict.PASSED;
    }

    /** What a note of that kind of record is about. */
    static Note.Kind noteKindOf(byte kind) {
        return switch (bare(kind)) {
            case KIND_AUDIT -> Note.Kind.AUDIT;
            case KIND_METRICS -> Note.Kind.METRICS;
            case KIND_ALERT -> Note.Kind.ALERT;
            default -> Note.Kind.PARITY;
        };
    }

    /** What goes into the place of the sequence id. */
    static long sequenceIdOf(LogRecord next) {
        return next instanceof EventRecord event
                ? event.sealed().event().sequenceId()
                : ((NoteRecord) next).nextSequenceId();
    }

    /** Whether there are records of that kind. */
    static boolean isKnown(byte kind) {
        byte bare = bare(kind);
        boolean note = bare == KIND_AUDIT || bare == KIND_METRICS || bare == KIND_ALERT || bare == KIND_PARITY;
        return isEvent(kind) || (note && (kind & ~ENDS_BATCH) == bare);
    }

    static boolean isEvent(byte kind) {
        byte bare = bare(kind);
        return bare == KIND_EVENT || bare == KIND_LIVE_ONLY;
    }

    /** A kind without what is added to it. */
    static byte bare(byte kind) {
        return (byte) (kind & ~(FLAWED | NOT_JUDGED | OWN_ID | ENDS_BATCH));
    }

    /** Bytes of a record on disk. */
    static long sizeOf(byte[] json) {
        return PAYLOAD + (long) json.length;
    }
}
