package dev.crossfade.persistence;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Finds the bad rows of a batch that was refused as a whole, by writing halves of it in the order of the rows until what
 * is refused is a single row. That takes one or two statements per doubling of the batch and bad row.
 *
 * <p>When the left half of refused rows is stored, the right half is the one that holds a bad row: it is halved without
 * being tried. A single row is always tried, so that no row is given up but for its own refusal. Confined to its owner.
 */
final class Halving {
    private final Deque<Part> parts = new ArrayDeque<>();

    /** @param rows of the batch that was refused, 1 or more */
    Halving(int rows) {
        halve(new Part(0, rows, false));
    }

    /** The rows to write next; null when every row is stored or was refused alone. */
    Part next() {
        return parts.peek();
    }

    /** Says that the part given last is stored. */
    void stored() {
        if (parts.pop().leftOfRefused) {
            halve(parts.pop());
        }
    }

    /** Says that the part given last was refused. */
    void refused() {
        Part refused = parts.pop();
        if (refused.size() > 1) {
            halve(refused);
        }
    }

    private void halve(Part refused) {
        if (refused.size() == 1) {
            parts.push(new Part(refused.from, refused.to, false));
            return;
        }
        int middle = refused.from + refused.size() / 2;
        parts.push(new Part(middle, refused.to, false));
        parts.push(new Part(refused.from, middle, true));
    }

    /** Rows from {@code from} to before {@code to}. */
    static final class Part {
        private final int from;
        private final int to;
        private final boolean leftOfRefused;

        private Part(int from, int to, boolean leftOfRefused) {
            this.from = from;
            this.to = to;
            this.leftOfRefused = leftOfRefused;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }

        int size() {
            return to - from;
        }
    }
}
