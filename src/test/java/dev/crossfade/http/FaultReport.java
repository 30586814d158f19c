package dev.crossfade.http;

import static dev.crossfade.http.InjectedFaults.Fault;

import dev.crossfade.bus.Mismatch;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.event.Adapter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What was done to events, what parity said of it, and how long that took. For any thread. */
final class FaultReport {
    private static final double MICROS_PER_SECOND = 1e6;

    private final Map<String, Set<Long>> injected = new TreeMap<>();
    private final Map<String, Set<Long>> found = new HashMap<>();
    private final Map<String, Long> counted = new HashMap<>();
    private final Map<String, Deque<Long>> due = new HashMap<>();
    private final Map<String, Histogram> delays = new HashMap<>();
    private final Map<Fault, Integer> faults = new TreeMap<>();

    /** An adapter does that to an event now, when it is due. */
    synchronized void due(Adapter adapter, Fault fault, long sequenceId) {
        if (fault == Fault.NONE) {
            return;
        }
        faults.merge(fault, 1, Integer::sum);
        switch (fault) {
            case DROP, DELAY_BEYOND -> inject("missing " + adapter.label(), sequenceId);
            case CORRUPT -> inject("changed", sequenceId);
            case DUPLICATE -> inject("duplicate", sequenceId);
            default -> inject("reordered", sequenceId);
        }
    }

    /** An adapter gets that event now, and later than the match window. */
    synchronized void dueLate(long sequenceId) {
        inject("late", sequenceId);
    }

    private void inject(String verdict, long sequenceId) {
        injected.computeIfAbsent(verdict, first -> new HashSet<>()).add(sequenceId);
        due.computeIfAbsent(verdict, first -> new ArrayDeque<>()).add(System.nanoTime());
    }

    /** Parity tells how it stands now: what was due first is taken as counted first. */
    synchronized void told(ParityFigures now) {
        count("changed", now.changed());
        now.missing().forEach((adapter, missing) -> count("missing " + adapter.label(), missing));
        count("duplicate", now.duplicate());
        count("reordered", now.reordered());
        count("late", now.late());
    }

    private void count(String verdict, long total) {
        long more = total - counted.getOrDefault(verdict, 0L);
        Deque<Long> waiting = due.computeIfAbsent(verdict, first -> new ArrayDeque<>());
        for (long i = 0; i < more && !waiting.isEmpty(); i++) {
            delays.computeIfAbsent(verdict, first -> new Histogram(2))
                    .recordValue(Math.max(0, System.nanoTime() - waiting.removeFirst()) / 1000);
        }
        counted.put(verdict, total);
    }

    /** Parity lists a mismatch. */
    synchronized void found(Mismatch mismatch) {
        String verdict = mismatch.verdict() == Mismatch.Verdict.CHANGED
                ? "changed"
                : "missing " + mismatch.adapter().label();
        found.computeIfAbsent(verdict, first -> new HashSet<>()).add(mismatch.sequenceId());
    }

    /** How many of each verdict parity has to count. */
    synchronized Map<String, Long> expected() {
        Map<String, Long> expected = new TreeMap<>();
        injected.forEach((verdict, events) -> expected.put(verdict, (long) events.size()));
        return expected;
    }

    synchronized Map<String, Long> counted() {
        return new TreeMap<>(counted);
    }

    /** Those that have to be listed, and those that are. */
    synchronized Map<String, Set<Long>> injectedMismatches() {
        Map<String, Set<Long>> mismatches = new HashMap<>(injected);
        mismatches.keySet().retainAll(Set.of("changed", "missing websocket", "missing realtime"));
        return mismatches;
    }

    synchronized Map<String, Set<Long>> foundMismatches() {
        return new HashMap<>(found);
    }

    /** A line for each verdict. */
    synchronized String table() {
        StringBuilder table = new StringBuilder("injected: " + faults + "\n"
                + "%-18s %9s %7s %8s %13s   %s%n"
                        .formatted(
                                "verdict",
                                "injected",
                                "found",
                                "recall",
                                "false alarms",
                                "time to detect in s: p50, p95, max"));
        expected().forEach((verdict, events) -> table.append(line(verdict, events)));
        return table.toString();
    }

    private String line(String verdict, long events) {
        Histogram delay = delays.getOrDefault(verdict, new Histogram(2));
        long all = counted.getOrDefault(verdict, 0L);
        return "%-18s %9d %7d %6.2f %% %13d   %.2f %.2f %.2f%n"
                .formatted(
                        verdict,
                        events,
                        all,
                        100.0 * Math.min(all, events) / events,
                        Math.max(0, all - events),
                        delay.getValueAtPercentile(50) / MICROS_PER_SECOND,
                        delay.getValueAtPercentile(95) / MICROS_PER_SECOND,
                        delay.getMaxValue() / MICROS_PER_SECOND);
    }
}
