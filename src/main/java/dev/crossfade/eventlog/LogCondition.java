package dev.crossfade.eventlog;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the log takes appends, and what is wrong with it. Changed by the log's threads, read by any; each change is
 * logged once, with the folder, which is nobody's business but the operator's.
 */
final class LogCondition {
    private static final Logger LOG = LoggerFactory.getLogger(LogCondition.class);

    private final Path folder;
    private final String foundAtStart;
    private volatile String full = "";
    private volatile boolean reserveIsFull;
    private volatile String tooOld = "";
    private volatile String diskTrouble = "";
    private volatile LogFailedException failure;
    private volatile boolean closed;
    private volatile boolean saidTooLarge;

    /** @param foundAtStart damage that the log has to live with; empty where there is none */
    LogCondition(Path folder, String foundAtStart) {
        this.folder = folder.toAbsolutePath();
        this.foundAtStart = foundAtStart;
    }

    /**
     * The bound on its bytes is reached: refused at the door from now on, until {@link #roomAgain}.
     *
     * @param reserveToo whether batches with critical events are refused as well
     */
    void full(String why, boolean reserveToo) {
        if (full.isEmpty()) {
            LOG.warn("appends are refused: {}; folder {}", why, folder);
        }
        reserveIsFull |= reserveToo;
        full = why;
    }

    /** Smaller batches are taken still, so this is logged once and changes nothing. */
    void tooLarge(String why) {
        if (!saidTooLarge) {
            LOG.warn("large appends are refused: {}; folder {}", why, folder);
            saidTooLarge = true;
        }
    }

    void roomAgain() {
        saidTooLarge = false;
        if (!full.isEmpty()) {
            LOG.info("the event log has room again");
            full = "";
            reserveIsFull = false;
        }
    }

    /** What is not stored yet has waited for too long: refused at the door from now on, until {@link #youngAgain}. */
    void tooOld(String why) {
        if (tooOld.isEmpty()) {
            LOG.warn("appends are refused: {}", why);
        }
        tooOld = why;
    }

    void youngAgain() {
        if (!tooOld.isEmpty()) {
            LOG.info("what waits to be stored is young enough again");
            tooOld = "";
        }
    }

    /** The disk took nothing; each further append tries again. */
    void diskRefuses(String why) {
        if (diskTrouble.isEmpty()) {
            LOG.warn("appends are refused: {}; folder {}", why, folder);
        }
        diskTrouble = why;
    }

    void diskWorks() {
        if (!diskTrouble.isEmpty()) {
            LOG.info("the disk of the event log takes writes again");
            diskTrouble = "";
        }
    }

    /**
     * For good: what is on disk can no longer be known.
     *
     * @param cause null where the words say all; a stack is logged unless it is the disk's own failure
     */
    void failed(String why, Throwable cause) {
        failure = new LogFailedException(why, cause);
        String message = "the event log in {} has failed and takes nothing until a restart: {}";
        if (cause == null || cause instanceof IOException) {
            LOG.error(message, folder, why);
        } else {
            LOG.error(message, folder, why, cause);
        }
    }

    void closed() {
        closed = true;
    }

    /** Why nothing can be appended any more; null while something can. */
    LogFailedException failure() {
        return failure;
    }

    /**
     * Why an append would fail without being tried; null where it would be tried.
     *
     * @param critical whether it holds a critical event
     */
    RuntimeException refusal(boolean critical) {
        if (failure != null) {
            return failure;
        }
        if (closed) {
            return closedException();
        }
        if (!full.isEmpty() && (reserveIsFull || !critical)) {
            return new LogFullException(LogFullException.Reason.BOUND, full);
        }
        return tooOld.isEmpty() || critical ? null : new LogFullException(LogFullException.Reason.AGE, tooOld);
    }

    /** Whether any append now can be expected to succeed: it would be tried, and the last one met no trouble. */
    boolean accepting() {
        return refusal(false) == null && diskTrouble.isEmpty();
    }

    static LogFailedException closedException() {
        return new LogFailedException("the event log is closed", null);
    }

    String problem() {
        if (failure != null) {
            return failure.getMessage();
        }
        if (closed) {
            return "the event log is closed";
        }
        if (!full.isEmpty()) {
            return full;
        }
        if (!diskTrouble.isEmpty()) {
            return diskTrouble;
        }
        return tooOld.isEmpty() ? foundAtStart : tooOld;
    }
}
