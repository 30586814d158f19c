package dev.crossfade.testkit;

import dev.crossfade.config.Settings;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventCodec;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.eventlog.Appended;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.eventlog.LogFailedException;
import dev.crossfade.eventlog.LogFullException;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.eventlog.LogStats;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The event log without a disk, for the tests of what stands above it.
 *
 * <p>As with the real one, a thread of its own seals, acknowledges and tells of the advance, in the order of the
 * appends. Unlike the real one it deletes record by record, so what is below the checkpoint is gone at once, and it knows
 * every id for ever.
 */
public final class MemoryEventLog implements EventLog {
    private static final int RESERVE = 16;

    private final String node;
    private final long maxBytes;
    private final EventCodec codec;
    private final List<AdvanceListener> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "crossfade-log-writer"));

    // Guarded by this.
    private final ArrayDeque<LogRecord> records = new ArrayDeque<>();
    private final Set<UUID> ids = new HashSet<>();
    private long bytes;
    private long end;
    private long lastSequenceId;
    private long checkpoint;
    private boolean closed;

    public MemoryEventLog(String node, Settings.Log settings, Supplier<EventCodec> codecs) {
        this.node = node;
        this.maxBytes = settings.maxBytes();
        this.codec = codecs.get();
    }

    @Override
    public CompletionStage<Appended> append(List<EventDraft> drafts) {
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("an append of no drafts");
        }
        return take(() -> add(drafts));
    }

    @Override
    public CompletionStage<Void> note(List<Note> notes) {
        if (notes.isEmpty()) {
            throw new IllegalArgumentException("no notes were given");
        }
        return take(() -> addNotes(notes)).thenApply(appended -> null);
    }

    /** Appends those and gives their events, whatever notes others append meanwhile. Blocks. */
    public List<MonitoringEvent> accept(List<EventDraft> drafts) {
        Appended place = append(drafts).toCompletableFuture().join();
        return eventsFrom(place.firstSequenceId()).limit(drafts.size()).toList();
    }

    private synchronized Stream<MonitoringEvent> eventsFrom(long sequenceId) {
        return List.copyOf(records).stream()
                .filter(EventRecord.class::isInstance)
                .map(next -> ((EventRecord) next).sealed().event())
                .filter(event -> event.sequenceId() >= sequenceId);
    }

    private CompletionStage<Appended> take(Supplier<Appended> batch) {
        CompletableFuture<Appended> appended = new CompletableFuture<>();
        try {
            thread.execute(() -> take(batch, appended));
        } catch (RejectedExecutionException closing) {
            appended.completeExceptionally(new LogFailedException("the event log is closed", closing));
        }
        return appended;
    }

    private void take(Supplier<Appended> batch, CompletableFuture<Appended> appended) {
        long before = stats().endOffset();
        Appended place;
        try {
            place = batch.get();
        } catch (RuntimeException refused) {
            appended.completeExceptionally(refused);
            return;
        }
        appended.complete(place);
        long now = stats().endOffset();
        if (now > before) {
            listeners.forEach(listener -> listener.advanced(now));
        }
    }

    private synchronized Appended add(List<EventDraft> drafts) {
        List<LogRecord> batch = new ArrayList<>(drafts.size());
        Set<UUID> fresh = new HashSet<>();
        long size = 0;
        for (EventDraft draft : drafts) {
            if (draft.ownId() && (ids.contains(draft.id()) || !fresh.add(draft.id()))) {
                continue;
            }
            SealedEvent sealed = codec.seal(draft, node, lastSequenceId + batch.size() + 1);
            batch.add(new EventRecord(end + batch.size() + 1, sealed));
            size += sealed.json().length;
        }
        add(batch, size, drafts.stream().anyMatch(draft -> draft.category() == Category.CRITICAL));
        ids.addAll(fresh);
        lastSequenceId += batch.size();
        int duplicates = drafts.size() - batch.size();
        return batch.isEmpty()
                ? new Appended(0, 0, duplicates)
                : new Appended(lastSequenceId - batch.size() + 1, lastSequenceId, duplicates);
    }

    private synchronized Appended addNotes(List<Note> notes) {
        List<LogRecord> batch = new ArrayList<>(notes.size());
        long now = System.currentTimeMillis();
        for (Note note : notes) {
            batch.add(new NoteRecord(end + batch.size() + 1, note, lastSequenceId + 1, now));
        }
        add(batch, notes.stream().mapToLong(note -> note.json().length).sum(), true);
        return new Appended(0, 0, 0);
    }

    private void add(List<LogRecord> batch, long size, boolean mayUseReserve) {
        if (bytes + size > (mayUseReserve ? maxBytes : maxBytes - maxBytes / RESERVE)) {
            throw new LogFullException(
                    LogFullException.Reason.BOUND, "the event log is full: " + bytes + " of " + maxBytes + " bytes");
        }
        records.addAll(batch);
        bytes += size;
        end += batch.size();
    }

    @Override
    public synchronized CompletionStage<List<LogRecord>> read(long fromOffset, int maxRecords, int maxBytes) {
        if (closed) {
            return CompletableFuture.failedFuture(new LogFailedException("the event log is closed", null));
        }
        List<LogRecord> page = new ArrayList<>();
        long size = 0;
        for (LogRecord next : records) {
            if (next.offset() < fromOffset) {
                continue;
            }
            size += next.json().length;
            if (page.size() == maxRecords || (size > maxBytes && !page.isEmpty())) {
                break;
            }
            page.add(next);
        }
        return CompletableFuture.completedFuture(List.copyOf(page));
    }

    @Override
    public synchronized void checkpoint(long upToOffset) {
        if (upToOffset > end) {
            throw new IllegalArgumentException("checkpoint " + upToOffset + " is beyond the log's end, " + end);
        }
        checkpoint = Math.max(checkpoint, upToOffset);
        while (!records.isEmpty() && records.peek().offset() <= checkpoint) {
            bytes -= records.remove().json().length;
        }
    }

    @Override
    public synchronized LogStats stats() {
        LogRecord oldest = records.peek();
        long oldestMillis = oldest == null ? 0 : oldest.receivedMillis();
        return new LogStats(
                end,
                checkpoint,
                lastSequenceId,
                bytes,
                maxBytes,
                bytes,
                oldestMillis,
                !closed,
                closed ? "the event log is closed" : "");
    }

    @Override
    public void onAdvance(AdvanceListener listener) {
        listeners.add(listener);
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a callback of the event log blocks");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            closed = true;
        }
    }
}
