package dev.crossfade.control;

import dev.crossfade.config.Problem;

/** What was remembered of the settings cannot be read. Expected, so without a stack. */
public final class UnreadableLedgerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    UnreadableLedgerException(Problem problem) {
        super(problem.toString(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
