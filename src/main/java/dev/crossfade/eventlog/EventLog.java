package dev.crossfade.eventlog;

import dev.crossfade.event.EventDraft;
import java.io.Closeable;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The ordered, durable log of one node. Safe for use by any thread.
 *
 * <p>Every record has an <em>offset</em>, its place in the log: 1, 2, 3 … without gaps. An event also has a
 * <em>sequence id</em>, its place among the events: 1, 2, 3 … without gaps too. A note takes an offset and no sequence
 * id, so the two drift apart: readers keep offsets, and publishers are told sequence ids.
 */
public interface EventLog extends Closeable {

    /**
     * Appends a batch, whole or not at all, after everything appended before it by the same thread. Events whose id their
     * publisher gave and the log knows are left out and counted: they are on disk, too, when the batch is done.
     *
     * @param drafts 1 or more; sealed by the log's own thread
     * @return done when the batch is on disk; the stage's callbacks run on the log's thread and must not block. Fails
     *     with {@link LogFullException} when there is no room (the caller may try again later; batches with a critical
     *     event are refused last) and with
     *     {@link LogFailedException} when the disk has failed and nothing more is taken until a restart.
     */
    CompletionStage<Appended> append(List<EventDraft> drafts);

    /**
     * Appends notes, all or none, after everything appended before by the same thread. What is kept in reserve for
     * critical events is open to them too.
     *
     * @param notes 1 or more
     * @return done when they are on disk; otherwise as with {@link #append}
     */
    CompletionStage<Void> note(List<Note> notes);

    /**
     * Reads on from an offset, in order, only what is durable.
     *
     * @param fromOffset the first offset wanted; an offset below the oldest kept one reads from the oldest
     * @param maxRecords at most so many, 1 or more
     * @param maxBytes stop before the record that would pass so many bytes of JSON; the first is always given
     * @return the records, empty at the end of the log; complete at once when they are still in memory, otherwise
     *     completed by the log's reader thread. Fails with {@link LogFailedException} when the disk cannot be read.
     */
    CompletionStage<List<LogRecord>> read(long fromOffset, int maxRecords, int maxBytes);

    /**
     * Says that everything up to and including an offset is safe elsewhere, so that whole segments below may go. Lower
     * than an earlier one: ignored. It is kept across restarts, but a crash may bring an earlier one back: what follows
     * is then read again, and its reader must bear that.
     *
     * @throws IllegalArgumentException beyond the durable end: whoever says so has lost count, and believing it would
     *     delete what nobody has stored
     */
    void checkpoint(long upToOffset);

    /** Figures of the moment; cheap, never blocks. */
    LogStats stats();

    /**
     * Has {@code listener} called each time the durable end moves, from the log's thread, with the new end. It must not
     * block; it may miss nothing, since the end only grows.
     */
    void onAdvance(AdvanceListener listener);

    /** The node that this log belongs to; made once with the log and kept with it. */
    String node();

    /** Takes no more appends, finishes those waiting, writes the checkpoint and releases the folder. Blocks. */
    @Override
    void close();

    /** Called with the new durable end. */
    @FunctionalInterface
    interface AdvanceListener {
        void advanced(long endOffset);
    }
}
