package dev.crossfade.eventlog;

import dev.crossfade.config.Settings;
import dev.crossfade.event.EventCodec;
import dev.crossfade.event.EventDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event log in segment files of one folder.
 *
 * <p>Three threads of its own: the writer seals, writes, syncs and acknowledges; the reader reads what is not in
 * memory any more; the keeper writes the checkpoint, deletes and prepares segments. Callers never do I/O. After
 * {@link #close} an append and a read fail with {@link LogFailedException}.
 */
public final class SegmentedLog implements EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentedLog.class);

    private final FolderLock lock;
    private final String node;
    private final long maxBytes;
    private final LogCondition condition;
    private final RecentRecords recent;
    private final SegmentFolder segments;
    private final DiskReader disk;
    private final WaitingRoom room;
    private final WriterThread writer;
    private final Keeper keeper;
    private final LogThread keeperThread = new LogThread("crossfade-log-keeper");
    private final List<AdvanceListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile long lastSequenceId;

    /**
     * Opens the log of a folder, making it where there is none. Blocks for as long as it takes to read what lies above
     * the checkpoint.
     *
     * @param nodeIdFile where the node id is kept for other programs to see
     * @param codecs gives each thread that seals or decodes an instance of its own
     * @throws IOException where the folder cannot be used; the message says why
     */
    public static SegmentedLog open(Path folder, Path nodeIdFile, Settings.Log settings, Supplier<EventCodec> codecs)
            throws IOException {
        return open(folder, nodeIdFile, settings, codecs, Tuning.of(settings), Disk.real());
    }

    static SegmentedLog open(
            Path folder, Path nodeIdFile, Settings.Log settings, Supplier<EventCodec> codecs, Tuning tuning, Disk disk)
            throws IOException {
        Files.createDirectories(folder);
        FolderLock lock = FolderLock.take(folder);
        try {
            LogStart start = LogStart.read(disk, folder, nodeIdFile, tuning.segment());
            SegmentedLog log = new SegmentedLog(lock, folder, start, settings, codecs, tuning, disk);
            log.begin(start);
            return log;
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private SegmentedLog(
            FolderLock lock,
            Path folder,
            LogStart start,
            Settings.Log settings,
            Supplier<EventCodec> codecs,
            Tuning tuning,
            Disk files) {
        this.lock = lock;
        this.node = start.next().node();
        this.maxBytes = settings.maxBytes();
        this.lastSequenceId = start.next().baseSequenceId() - 1;
        this.condition = new LogCondition(start.problem());
        this.recent = new RecentRecords(tuning.recent(), start.next().baseOffset() - 1);
        SegmentPreparer preparer = new SegmentPreparer(files, folder, tuning.segment(), keeperThread);
        this.segments = new SegmentFolder(files, folder, tuning.segment(), preparer, start.segments());
        this.disk = new DiskReader(segments, codecs.get());
        this.room = new WaitingRoom(tuning.waiting());
        this.keeper = new Keeper(
                keeperThread, segments, start.checkpointFile(), recent, condition, start.checkpoint(), disk::close);
        BatchSealer sealer = new BatchSealer(codecs.get(), start.next());
        GroupWriter groups = new GroupWriter(segments, sealer, condition, maxBytes, new GroupWriter.Outlet() {
            @Override
            public void durable(List<SealedBatch> group) {
                publish(group);
            }

            @Override
            public void roomIsWanted() {
                keeper.roomIsWanted();
            }
        });
        this.writer = new WriterThread(room, groups, condition, settings.syncInterval(), keeper::tidy);
    }

    private void begin(LogStart start) throws IOException {
        try {
            segments.begin(start.appendable(), start.next());
        } catch (IOException | RuntimeException failed) {
            keeperThread.finish();
            disk.finish();
            throw failed;
        }
        keeper.start(writer);
        writer.start();
    }

    @Override
    public CompletionStage<Appended> append(List<EventDraft> drafts) {
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("an append of no drafts");
        }
        RuntimeException refusal = condition.refusal();
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        WaitingBatch batch = WaitingBatch.of(drafts);
        return switch (room.offer(batch)) {
            case TAKEN -> batch.appended();
            case FULL ->
                CompletableFuture.failedFuture(new LogFullException("too much waits for the disk of the event log"));
            case CLOSED -> CompletableFuture.failedFuture(LogCondition.closedException());
        };
    }

    /** On the writer's thread: what is acknowledged can be read already. */
    private void publish(List<SealedBatch> group) {
        for (SealedBatch batch : group) {
            for (LogRecord next : batch.records()) {
                recent.add(next);
            }
            lastSequenceId = batch.last().sealed().event().sequenceId();
        }
        recent.publish();
        for (SealedBatch batch : group) {
            batch.acknowledge();
        }
        for (AdvanceListener listener : listeners) {
            tell(listener);
        }
    }

    private void tell(AdvanceListener listener) {
        try {
            listener.advanced(recent.endOffset());
        } catch (RuntimeException bug) {
            LOG.error("a listener of the event log failed", bug);
        }
    }

    @Override
    public CompletionStage<List<LogRecord>> read(long fromOffset, int maxRecords, int maxBytes) {
        if (closing.get()) {
            return CompletableFuture.failedFuture(LogCondition.closedException());
        }
        Optional<List<LogRecord>> inMemory = recent.read(fromOffset, maxRecords, maxBytes);
        if (inMemory.isPresent()) {
            return CompletableFuture.completedFuture(inMemory.get());
        }
        return disk.read(fromOffset, maxRecords, maxBytes);
    }

    @Override
    public void checkpoint(long upToOffset) {
        keeper.checkpoint(upToOffset);
    }

    @Override
    public LogStats stats() {
        long end = recent.endOffset();
        long checkpoint = keeper.checkpoint();
        return new LogStats(
                end,
                checkpoint,
                lastSequenceId,
                segments.bytes(),
                maxBytes,
                end > checkpoint ? segments.bytesFrom(checkpoint + 1) : 0,
                end > checkpoint ? receivedMillis(checkpoint + 1) : 0,
                condition.accepting(),
                condition.problem());
    }

    /** Exact for what is in memory; of a record on disk, when one shortly before it was received. */
    private long receivedMillis(long offset) {
        Optional<LogRecord> inMemory = recent.at(offset);
        if (inMemory.isPresent()) {
            return inMemory.get().sealed().event().receivedAt().toEpochMilli();
        }
        return SegmentFolder.holding(segments.all(), offset).index().receivedBefore(offset);
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
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        condition.closed();
        writer.finish();
        keeperThread.finish();
        disk.finish();
        try {
            segments.close();
            keeper.finish();
            lock.close();
        } catch (IOException failed) {
            LOG.warn("the event log could not be closed in order: {}", failed.getMessage());
        }
    }
}
