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
import java.util.function.LongSupplier;
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
    private final LongSupplier nanos;
    private final RecentRecords recent;
    private final SegmentFolder segments;
    private final DiskReader disk;
    private final WaitingRoom room;
    private final WriterThread writer;
    private final Keeper keeper;
    private final LogThread keeperThread = new LogThread("crossfade-log-keeper");
    private final List<AdvanceListener> listeners = new CopyOnWriteArrayList<>();
    private final AgeBound age;
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
        return open(folder, nodeIdFile, settings, codecs, Tuning.of(settings), Machine.real());
    }

    static SegmentedLog open(
            Path folder,
            Path nodeIdFile,
            Settings.Log settings,
            Supplier<EventCodec> codecs,
            Tuning tuning,
            Machine machine)
            throws IOException {
        try {
            Files.createDirectories(folder);
            return open(FolderLock.take(folder), folder, nodeIdFile, settings, codecs, tuning, machine);
        } catch (IOException unusable) {
            throw new IOException(
                    "the event log in " + folder.toAbsolutePath() + " cannot be opened: " + DiskTrouble.of(unusable),
                    unusable);
        }
    }

    private static SegmentedLog open(
            FolderLock lock,
            Path folder,
            Path nodeIdFile,
            Settings.Log settings,
            Supplier<EventCodec> codecs,
            Tuning tuning,
            Machine machine)
            throws IOException {
        try {
            RecentIds ids = RecentIds.of(settings.duplicates());
            LogStart start = LogStart.read(machine.disk(), folder, nodeIdFile, tuning.segment(), codecs.get(), ids);
            SegmentedLog log = new SegmentedLog(lock, folder, start, ids, settings, codecs, tuning, machine);
            log.begin(start);
            return log;
        } catch (IOException | RuntimeException | Error failed) {
            lock.close();
            throw failed;
        }
    }

    private SegmentedLog(
            FolderLock lock,
            Path folder,
            LogStart start,
            RecentIds ids,
            Settings.Log settings,
            Supplier<EventCodec> codecs,
            Tuning tuning,
            Machine machine) {
        this.lock = lock;
        this.nanos = machine.time().nanos();
        this.node = start.next().node();
        this.maxBytes = settings.maxBytes();
        this.lastSequenceId = start.next().baseSequenceId() - 1;
        this.condition = new LogCondition(folder, start.problem());
        this.recent = new RecentRecords(
                tuning.recent(),
                start.next().baseOffset() - 1,
                machine.time().nanos().getAsLong());
        Disk files = machine.disk();
        SegmentPreparer preparer = new SegmentPreparer(files, folder, tuning.segment(), keeperThread);
        this.segments = new SegmentFolder(files, folder, tuning.segment(), preparer, start.segments());
        this.disk = new DiskReader(segments, codecs.get());
        this.room = new WaitingRoom(tuning.waiting());
        this.keeper = new Keeper(
                keeperThread,
                segments,
                start.checkpointFile(),
                recent,
                condition,
                start.checkpoint(),
                maxBytes,
                disk::close);
        this.age = new AgeBound(settings.maxAge(), machine.time(), this::oldestBacklogMillis, condition);
        BatchSealer sealer = new BatchSealer(codecs.get(), start.next(), ids, machine.time());
        GroupWriter groups = new GroupWriter(segments, sealer, condition, maxBytes, new News());
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
        return take(WaitingBatch.of(drafts));
    }

    @Override
    public CompletionStage<Void> note(List<Note> notes) {
        if (notes.isEmpty()) {
            throw new IllegalArgumentException("no notes were given");
        }
        return take(WaitingBatch.ofNotes(notes)).thenApply(appended -> null);
    }

    private CompletionStage<Appended> take(WaitingBatch batch) {
        age.look();
        RuntimeException refusal = condition.refusal(batch.critical());
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        return switch (room.offer(batch)) {
            case TAKEN -> batch.appended();
            case FULL ->
                CompletableFuture.failedFuture(new LogFullException(
                        LogFullException.Reason.WAITING, "too much waits for the disk of the event log"));
            case CLOSED -> CompletableFuture.failedFuture(LogCondition.closedException());
        };
    }

    /** On the writer's thread: what is acknowledged can be read already. */
    private void publish(List<SealedBatch> group) {
        long before = recent.endOffset();
        for (SealedBatch batch : group) {
            batch.records().forEach(recent::add);
            lastSequenceId = batch.lastSequenceId();
        }
        recent.publish(nanos.getAsLong());
        for (SealedBatch batch : group) {
            batch.acknowledge();
        }
        if (recent.endOffset() > before) {
            listeners.forEach(this::tell);
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
        age.look();
        long end = recent.endOffset();
        long checkpoint = keeper.checkpoint();
        return new LogStats(
                end,
                checkpoint,
                lastSequenceId,
                segments.bytes(),
                maxBytes,
                end > checkpoint ? segments.bytesFrom(checkpoint + 1) : 0,
                oldestBacklogMillis(),
                condition.accepting(),
                condition.problem());
    }

    private long oldestBacklogMillis() {
        long checkpoint = keeper.checkpoint();
        return recent.endOffset() > checkpoint ? receivedMillis(checkpoint + 1) : 0;
    }

    /** To within some tenths of a second for a quarter of an hour, then to the minute. */
    private long receivedMillis(long offset) {
        return recent.receivedMillis(offset)
                .orElseGet(() ->
                        SegmentFolder.holding(segments.all(), offset).index().receivedBefore(offset));
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

    /** What the writer tells of its groups, on its thread. */
    private final class News implements GroupWriter.Outlet {
        @Override
        public void durable(List<SealedBatch> group) {
            publish(group);
        }

        @Override
        public void roomIsWanted() {
            keeper.roomIsWanted();
        }

        @Override
        public void diskRefuses() {
            keeper.spareIsWanted();
        }

        @Override
        public void segmentBegun() {
            keeper.tidy();
        }
    }
}
