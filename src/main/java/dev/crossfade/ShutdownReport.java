package dev.crossfade;

import dev.crossfade.eventlog.LogStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a shutdown came to: how each step ended, and what is left for the next start.
 *
 * @param took in all
 */
record ShutdownReport(List<Outcome> outcomes, Duration took, Left left) {
    private static final int CLEAN = 0;
    private static final int SOMETHING_LEFT = 1;

    /**
     * How one step ended.
     *
     * @param allowed how long it might take
     * @param problem why it was given up; empty where it finished
     */
    record Outcome(ShutdownStep step, Duration took, Duration allowed, String problem) {
        boolean isFinished() {
            return problem.isEmpty();
        }

        /** One line for the log. */
        String line() {
            String line = "shutdown step=\"%s\" finished=%s millis=%d allowed_millis=%d"
                    .formatted(step.label(), isFinished() ? "yes" : "no", took.toMillis(), allowed.toMillis());
            return isFinished() ? line : line + " reason=\"" + problem + "\"";
        }
    }

    /**
     * What the event log holds that is not stored yet.
     *
     * @param bytes of those records
     * @param oldestMillis when the oldest of them was received, in milliseconds since the epoch; 0 where there is none
     */
    record Left(long records, long bytes, long oldestMillis) {
        static Left in(LogStats stats) {
            return new Left(stats.backlog(), stats.backlogBytes(), stats.oldestBacklogMillis());
        }
    }

    boolean isClean() {
        return left.records() == 0 && outcomes.stream().allMatch(Outcome::isFinished);
    }

    /** 0 when all was finished and nothing is left, else 1. */
    int exitCode() {
        return isClean() ? CLEAN : SOMETHING_LEFT;
    }

    /** The whole in one line for the log. */
    String summary() {
        String unfinished = outcomes.stream()
                .filter(outcome -> !outcome.isFinished())
                .map(outcome -> outcome.step().label())
                .collect(Collectors.joining(", "));
        String ended = "stopped millis=%d unfinished=\"%s\" left_records=%d"
                .formatted(took.toMillis(), unfinished, left.records());
        return left.records() == 0 ? ended : ended + whatIsLeft();
    }

    private String whatIsLeft() {
        return " left_bytes=%d left_oldest=%s what is left stays in the event log for the next start"
                .formatted(left.bytes(), Instant.ofEpochMilli(left.oldestMillis()));
    }
}
