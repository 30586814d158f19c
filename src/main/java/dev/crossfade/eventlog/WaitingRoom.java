package dev.crossfade.eventlog;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where batches wait for the one writer, bounded by their weight. The lock is held to add and to swap lists only. */
final class WaitingRoom {
    /** The share of the bound that only batches with a critical event may use: an eighth. */
    private static final int RESERVE = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long maxWeight;
    private List<WaitingBatch> waiting = new ArrayList<>();
    private long weight;
    private boolean called;
    private boolean closed;

    /** How an offer ended. */
    enum Answer {
        TAKEN,
        FULL,
        CLOSED
    }

    WaitingRoom(long maxWeight) {
        this.maxWeight = maxWeight;
    }

    /** Adds a batch. A single one that is heavier than the bound is taken when nothing else waits. */
    Answer offer(WaitingBatch batch) {
        lock.lock();
        try {
            if (closed) {
                return Answer.CLOSED;
            }
            long bound = batch.critical() ? maxWeight : maxWeight - maxWeight / RESERVE;
            if (weight > 0 && weight + batch.weight() > bound) {
                return Answer.FULL;
            }
            weight += batch.weight();
            waiting.add(batch);
            changed.signal();
            return Answer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something waits, or the writer is called, and until a moment has come; then gives all there is.
     *
     * @param emptied a list that is used from now on, in place of the one returned
     * @param notBefore on the clock of {@link System#nanoTime}; of no account once the room is closed
     * @return null when the room is closed and empty
     */
    List<WaitingBatch> takeAll(List<WaitingBatch> emptied, long notBefore) throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !called && !closed) {
                changed.await();
            }
            for (long rest = notBefore - System.nanoTime(); rest > 0 && !closed; ) {
                rest = changed.awaitNanos(rest);
            }
            if (waiting.isEmpty() && !called) {
                return null;
            }
            List<WaitingBatch> all = waiting;
            waiting = emptied;
            weight = 0;
            called = false;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Has the writer look up even though nothing waits. */
    void call() {
        lock.lock();
        try {
            called = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more and gives what waits, when nobody will write it. */
    List<WaitingBatch> abandon() {
        close();
        lock.lock();
        try {
            List<WaitingBatch> left = waiting;
            waiting = List.of();
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what waits is still given to the writer. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
