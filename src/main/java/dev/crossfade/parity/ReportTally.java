package dev.crossfade.parity;

import dev.crossfade.bus.ParityReportReply;
import dev.crossfade.bus.ParityReportReply.Finding;
import dev.crossfade.bus.ParityReportReply.Verdict;
import dev.crossfade.event.Adapter;
import java.util.EnumMap;
import java.util.Map;

/** Counts what was found about reports since the start, by adapter. Confined to its owner. */
final class ReportTally {
    private final Map<Adapter, Map<Verdict, Long>> counts = new EnumMap<>(Adapter.class);

    ReportTally() {
        for (Adapter adapter : Adapter.values()) {
            Map<Verdict, Long> none = new EnumMap<>(Verdict.class);
            for (Verdict verdict : Verdict.values()) {
                none.put(verdict, 0L);
            }
            counts.put(adapter, none);
        }
    }

    ParityReportReply add(ParityReportReply reply) {
        for (Map.Entry<Adapter, Finding> found : reply.findings().entrySet()) {
            counts.get(found.getKey()).merge(found.getValue().verdict(), 1L, Long::sum);
        }
        return reply;
    }

    /** All of them, every verdict of every adapter. */
    Map<Adapter, Map<Verdict, Long>> told() {
        Map<Adapter, Map<Verdict, Long>> told = new EnumMap<>(Adapter.class);
        counts.forEach((adapter, verdicts) -> told.put(adapter, Map.copyOf(verdicts)));
        return Map.copyOf(told);
    }
}
