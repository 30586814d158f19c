package dev.crossfade.eventlog;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands on the records of the event log, in order, from a place of its own on. Belongs to the thread of its executor. */
public final class LogFollower {
    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
    private static final int MOST_RECORDS = 2000;
    private static final int MOST_BYTES = 1 << 20;

    private final EventLog log;
    private final Executor context;
    private final Consumer<List<LogRecord>> sink;
    private final NavigableMap<Long, CompletableFuture<Void>> waiting = new TreeMap<>();
    private long upTo;
    private boolean reading;
    private boolean troubled;

    /**
     * @param upTo offset of the last record that is not wanted
     * @param sink is handed one record or more
     */
    public LogFollower(EventLog log, long upTo, Executor context, Consumer<List<LogRecord>> sink) {
        this.log = log;
        this.upTo = upTo;
        this.context = context;
        this.sink = sink;
    }

    /** Offset of the last record that was handed on. */
    public long upTo() {
        return upTo;
    }

    /** Reads on, to the end of the log. What cannot be read now is read when this is called again. */
    public void readOn() {
        if (reading) {
            return;
        }
        reading = true;
        log.read(upTo + 1, MOST_RECORDS, MOST_BYTES).whenCompleteAsync(this::handOn, context);
    }

    /** Done when everything up to there was handed on; failed where it cannot be read now. */
    public CompletionStage<Void> reach(long offset) {
        if (offset <= upTo) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> reached = waiting.computeIfAbsent(offset, first -> new CompletableFuture<>());
        readOn();
        return reached;
    }

    private void handOn(List<LogRecord> records, Throwable failed) {
        reading = false;
        if (failed != null) {
            if (!troubled) {
                LOG.warn("the event log cannot be read on, and is when it can reason=\"{}\"", failed.getMessage());
            }
            troubled = true;
            waiting.values().forEach(reached -> reached.completeExceptionally(failed));
            waiting.clear();
            return;
        }
        troubled = false;
        if (records.isEmpty()) {
            return;
        }
        long first = records.get(0).offset();
        if (first > upTo + 1) {
            LOG.warn("records of the event log are gone and were passed over from={} to={}", upTo + 1, first - 1);
        }
        upTo = records.get(records.size() - 1).offset();
        try {
            sink.accept(records);
        } catch (RuntimeException bug) {
            LOG.error(
                    "bug in what follows the event log; these records were not taken whole from={} to={}",
                    first,
                    upTo,
                    bug);
        }
        while (!waiting.isEmpty() && waiting.firstKey() <= upTo) {
            waiting.pollFirstEntry().getValue().complete(null);
        }
        readOn();
    }
}
