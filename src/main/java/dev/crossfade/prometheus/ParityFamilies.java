package dev.crossfade.prometheus;

import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;

/** The metrics of parity, by category. */
final class ParityFamilies {
    private static final String CATEGORY = "category";
    private static final String RESULT = "result";

    private ParityFamilies() {}

    static void add(MetricSnapshots.Builder all, ParityObserved parity) {
        Family dualWritten =
                new Family("parity_dual_written", "Events accepted with a route of both adapters, by category");
        Family results = new Family("parity_results", "Dual-written events whose comparison is over, by its result");
        Family deliveries = new Family(
                "parity_irregular_deliveries", "Deliveries of dual-written events that were out of the rule");
        Family pending = new Family("parity_pending_events", "Dual-written events that are not decided yet");
        for (Map.Entry<Category, ParityFigures> entry : parity.byCategory().entrySet()) {
            String category = entry.getKey().label();
            ParityFigures figures = entry.getValue();
            dualWritten.of(figures.dualWritten(), CATEGORY, category);
            results(results, category, figures);
            deliveries
                    .of(figures.late(), CATEGORY, category, RESULT, "late")
                    .of(figures.reordered(), CATEGORY, category, RESULT, "reordered")
                    .of(figures.duplicate(), CATEGORY, category, RESULT, "duplicate");
            pending.of(figures.pending(), CATEGORY, category);
        }
        Family reports = new Family(
                "parity_reports", "Reports of clients about what they saw over an adapter, by what was found");
        parity.reports()
                .forEach((adapter, verdicts) -> verdicts.forEach(
                        (verdict, count) -> reports.of(count, "adapter", adapter.label(), RESULT, verdict.label())));
        all.metricSnapshot(reports.counter());
        all.metricSnapshot(dualWritten.counter())
                .metricSnapshot(results.counter())
                .metricSnapshot(deliveries.counter())
                .metricSnapshot(pending.gauge());
    }

    private static void results(Family results, String category, ParityFigures figures) {
        results.of(figures.matched(), CATEGORY, category, RESULT, "matched")
                .of(figures.changed(), CATEGORY, category, RESULT, "changed")
                .of(figures.unverified(), CATEGORY, category, RESULT, "unverified")
                .of(figures.explained(), CATEGORY, category, RESULT, "explained");
        for (Adapter adapter : Adapter.values()) {
            results.of(figures.missing().get(adapter), CATEGORY, category, RESULT, "missing_" + adapter.label());
        }
    }
}
