package dev.crossfade.eventlog;

/**
 * Where the parts of a record lie in a segment, big-endian.
 *
 * <p>{@code length} counts what follows {@code crc}, and {@code crc} (CRC32C) is made over the same bytes. Behind the
 * last record a segment holds zeros, and a length of zero is no record.
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
    /** Added to the kind of an event whose id its publisher gave, so that a start knows it again. */
    static final byte OWN_ID = 0x40;
    /** Added to the kind of the last record of a batch, so that half a batch is known as such at start. */
    static final byte ENDS_BATCH = (byte) 0x80;

    private RecordLayout() {}

    /** A kind without what is added to it. */
    static byte bare(byte kind) {
        return (byte) (kind & ~(OWN_ID | ENDS_BATCH));
    }

    /** Bytes of a record on disk. */
    static long sizeOf(byte[] json) {
        return PAYLOAD + (long) json.length;
    }
}
