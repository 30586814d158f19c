/**
 * The local, ordered, durable log that every accepted event is appended to before anything else, and beside them notes:
 * what else has to reach the database as surely as events do.
 *
 * <p>Flow: {@code ingest} appends drafts; one writer thread numbers, sums, writes and syncs all that is waiting at
 * once; readers (persistence, the live adapters) each keep a cursor and read on from it when told that the log has
 * grown.
 *
 * <p>Invariants: an append is acknowledged only when it is on disk; records are never reordered, repeated or changed;
 * a range is deleted only below the checkpoint. {@link dev.crossfade.eventlog.EventLog} is the port, {@code
 * SegmentedLog} the engine; the test kit has one without a disk, and one contract test holds both.
 */
package dev.crossfade.eventlog;
