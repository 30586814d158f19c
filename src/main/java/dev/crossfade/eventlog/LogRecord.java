package dev.crossfade.eventlog;

/** One record of the log as its readers see it: an event or a note. */
public sealed interface LogRecord permits EventRecord, NoteRecord {
    /** Its place in the log. */
    long offset();

    /** What it says, in UTF-8; shared by all readers: never written to. */
    byte[] json();

    /** When it was received, in milliseconds since the epoch. */
    long receivedMillis();
}
