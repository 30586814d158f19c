package dev.crossfade.feed;

import java.util.ArrayDeque;
import java.util.Deque;

/** Lets a few work at once; others wait in order, and only so many. Confined to its owner. */
final class Turns {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final int mostAtWork;
    private final int mostWaiting;
    private int atWork;

    Turns(int mostAtWork, int mostWaiting) {
        this.mostAtWork = mostAtWork;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Runs the work now or later; {@link #done} must follow it once.
     *
     * @return false where too many wait: it will not be run
     */
    boolean take(Runnable work) {
        if (atWork < mostAtWork) {
            atWork++;
            work.run();
            return true;
        }
        return waiting.size() < mostWaiting && waiting.offerLast(work);
    }

    /** Says that one has done its work. */
    void done() {
        Runnable next = waiting.pollFirst();
        if (next == null) {
            atWork--;
        } else {
            next.run();
        }
    }
}
