package dev.crossfade.persistence;

/**
 * Whose turn it is to go through the dead letters: one round at a time, and another one behind it where that was asked
 * for in the meantime.
 */
final class DeadLetterTurns {
    private boolean running;
    private boolean wanted;
    private boolean stopped;

    /** Whether a round is to begin now; where one is running, it is to be followed by another. */
    boolean begin() {
        wanted = running;
        boolean now = !running && !stopped;
        running |= now;
        return now;
    }

    /** The round is over; whether the next one is to begin now. */
    boolean end() {
        running = false;
        return wanted && begin();
    }

    /** No round begins any more. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    boolean isRunning() {
        return running;
    }
}
