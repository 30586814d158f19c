package dev.crossfade.eventlog;

import java.util.List;

/**
 * A batch whose events have their numbers and their encoding.
 *
 * @param bytes of its records on disk
 */
record SealedBatch(WaitingBatch batch, List<LogRecord> records, long bytes) {
    LogRecord first() {
        return records.get(0);
    }

    LogRecord last() {
        return records.get(records.size() - 1);
    }

    void acknowledge() {
        batch.appended()
                .complete(new Appended(
                        first().sealed().event().sequenceId(),
                        last().sealed().event().sequenceId()));
    }

    void refuse(RuntimeException reason) {
        batch.appended().completeExceptionally(reason);
    }
}
