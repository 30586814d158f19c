package dev.crossfade.parity;

import java.util.ArrayDeque;
import java.util.Deque;

/** One instance of an adapter: how far it has come, and how far it had come a while ago. Confined to its owner. */
final class Instance {
    /** Passings that come within this time of each other are taken as one, at the time of the last of them. */
    private static final long STEP_MICROS = 250_000;

    private final long bit;
    private final Deque<Step> steps = new ArrayDeque<>();
    private long stepBegan;
    private long settledUpTo;
    private long greatest;
    private long hint;

    /** @param bit tells it from the others */
    Instance(long bit) {
        this.bit = bit;
    }

    private record Step(long upTo, long atMicros) {}

    long bit() {
        return bit;
    }

    /** The place behind that of the last event it delivered, where the next one probably is. */
    long hint() {
        return hint;
    }

    /**
     * Notes that it delivered an event.
     *
     * @return whether it had not delivered a greater one before
     */
    boolean delivers(long sequenceId, long place) {
        hint = place + 1;
        if (sequenceId < greatest) {
            return false;
        }
        greatest = sequenceId;
        return true;
    }

    /** Notes that everything up to there has passed it by that time. */
    void passed(long upTo, long micros) {
        Step last = steps.peekLast();
        if (last != null && upTo <= last.upTo()) {
            return;
        }
        if (last != null && micros - stepBegan < STEP_MICROS) {
            steps.pollLast();
        } else {
            stepBegan = micros;
        }
        steps.addLast(new Step(upTo, micros));
    }

    /** The last sequence id that had passed it by that time. */
    long settledUpTo(long micros) {
        while (!steps.isEmpty() && steps.peekFirst().atMicros() <= micros) {
            settledUpTo = steps.pollFirst().upTo();
        }
        return settledUpTo;
    }
}
