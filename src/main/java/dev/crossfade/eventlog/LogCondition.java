package dev.crossfade.eventlog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the log takes appends, and what is wrong with it. Changed by the log's threads, read by any; each change is
 * logged once.
 */
final class LogCondition {
    private static final Logger LOG = LoggerFactory.getLogger(LogCondition.class);

    private final String foundAtStart;
    private volatile String full = "";
    private volatile String diskTrouble = "";
    private volatile LogFailedException failure;
    private volatile boolean closed;

    /** @param foundAtStart damage that the log has to live with; empty where there is none */
    LogCondition(String foundAtStart) {
        this.foundAtStart = foundAtStart;
    }

    /** The bound on its bytes is reached: refused at the door from now on, until {@link #roomAgain}. */
    void full(String why) {
        if (full.isEmpty()) {
            LOG.warn("appends are refused: {}", why);
        }
        full = why;
    }

    void roomAgain() {
        if (!full.isEmpty()) {
            LOG.info("the event log has room again");
            full = "";
        }
    }

    /** The disk took nothing; each further append tries again. */
    void diskRefuses(String why) {
        if (diskTrouble.isEmpty()) {
            LOG.warn("appends are refused: {}", why);
        }
        diskTrouble = why;
    }

    void diskWorks() {
        if (!diskTrouble.isEmpty()) {
            LOG.info("the disk of the event log takes writes again");
            diskTrouble = "";
        }
    }

    /** For good: what is on disk can no longer be known. */
    void failed(String why, Throwable cause) {
        LOG.error("the event log has failed and takes nothing until a restart: {}", why, cause);
        failure = new LogFailedException(why, cause);
    }

    void closed() {
        closed = true;
    }

    /** Why nothing can be appended any more; null while something can. */
    LogFailedException failure() {
        return failure;
    }

    /** Why an append would fail without being tried; null where it would be tried. */
    RuntimeException refusal() {
        if (failure != null) {
            return failure;
        }
        if (closed) {
            return closedException();
        }
        return full.isEmpty() ? null : new LogFullException(full);
    }

    /** Whether an append now can be expected to succeed: it would be tried, and the last one met no trouble. */
    boolean accepting() {
        return refusal() == null && diskTrouble.isEmpty();
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
        return diskTrouble.isEmpty() ? foundAtStart : diskTrouble;
    }
}
