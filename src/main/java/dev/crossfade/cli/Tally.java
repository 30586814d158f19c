package dev.crossfade.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts what became of the events, and keeps the first reasons of those that were refused. */
final class Tally {
    private static final int SHOWN_REFUSALS = 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<String> refusals = new ArrayList<>();
    private long accepted;
    private long rejected;
    private long duplicates;

    void add(Batch batch, Answer answer) {
        accepted += answer.accepted();
        rejected += answer.rejected();
        duplicates += answer.duplicates();
        for (Answer.Refusal refusal : answer.refusals()) {
            if (refusals.size() < SHOWN_REFUSALS && refusal.index() >= 0 && refusal.index() < batch.size()) {
                refusals.add(text(batch, refusal));
            }
        }
    }

    boolean anyRejected() {
        return rejected > 0;
    }

    /** Prints the first refusals, and how many more there were. */
    void printRefusals(PrintWriter out) {
        refusals.forEach(out::println);
        if (rejected > refusals.size()) {
            out.println("and " + (rejected - refusals.size()) + " more were refused");
        }
    }

    /** {@code accepted 6000, rejected 0, duplicates 0, 12345 events/s}. */
    String summary(Duration elapsed) {
        double seconds = Math.max(1, elapsed.toNanos()) / NANOS_PER_SECOND;
        return "accepted " + accepted + ", rejected " + rejected + ", duplicates " + duplicates + ", "
                + Math.round(accepted / seconds) + " events/s";
    }

    private static String text(Batch batch, Answer.Refusal refusal) {
        String field = refusal.field().isEmpty() ? "" : refusal.field() + ": ";
        // The text comes from elsewhere: control characters would command the terminal.
        return (batch.place(refusal.index()) + ": " + field + refusal.message()).replaceAll("\\p{Cntrl}", "?");
    }
}
