package dev.crossfade.http;

import dev.crossfade.bus.MetricsSnapshot.Quantiles;
import dev.crossfade.bus.Mismatch;
import dev.crossfade.bus.ParityCount;
import dev.crossfade.bus.ParityCounts;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.bus.ParityReportReply.Verdict;
import dev.crossfade.bus.ParityWindowsPage;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.TreeMap;

/** What parity found, as the routes show it: rates as ratios, null where nothing was compared; times in ms. */
final class ParityJson {
    private static final double PERCENT = 100;

    private ParityJson() {}

    /** The body of {@code GET /metrics/parity}; the settings are those by which rates are judged. */
    static JsonObject observed(ParityObserved observed, Settings.Parity limits) {
        JsonObject categories = new JsonObject();
        new TreeMap<>(observed.byCategory())
                .forEach((category, figures) -> categories.put(category.label(), figures(figures)));
        JsonObject lag = new JsonObject();
        for (Adapter adapter : Adapter.values()) {
            lag.put(adapter.label(), quantiles(observed.lag().get(adapter)));
        }
        return new JsonObject()
                .put("totals", figures(observed.total()))
                .put("categories", categories)
                .put("lag_ms", lag)
                .put("window_s", observed.window().toSeconds())
                .put("reports", reports(observed))
                .put("thresholds", thresholds(limits))
                .put("min_sample", limits.minSample())
                .put("timestamp", EventTime.text(observed.at()));
    }

    private static JsonObject reports(ParityObserved observed) {
        JsonObject reports = new JsonObject();
        for (Adapter adapter : Adapter.values()) {
            JsonObject verdicts = new JsonObject();
            for (Verdict verdict : Verdict.values()) {
                verdicts.put(verdict.label(), observed.reports().get(adapter).get(verdict));
            }
            reports.put(adapter.label(), verdicts);
        }
        return reports;
    }

    private static JsonObject figures(ParityFigures figures) {
        JsonObject missing = new JsonObject();
        for (Adapter adapter : Adapter.values()) {
            missing.put(adapter.label(), figures.missing().get(adapter));
        }
        long compared = figures.matched() + figures.mismatched();
        return new JsonObject()
                .put("dual_written", figures.dualWritten())
                .put("matched", figures.matched())
                .put("mismatched", figures.mismatched())
                .put("changed", figures.changed())
                .put("missing", missing)
                .put("late", figures.late())
                .put("reordered", figures.reordered())
                .put("duplicate", figures.duplicate())
                .put("pending", figures.pending())
                .put("unverified", figures.unverified())
                .put("explained", figures.explained())
                .put("match_rate", ratio(figures.matched(), compared))
                .put("recent_comparisons", figures.recentComparisons())
                .put("recent_mismatches", figures.recentMismatches())
                .put("recent_mismatch_rate", ratio(figures.recentMismatches(), figures.recentComparisons()));
    }

    /** One of {@code GET /parity/windows}. */
    static JsonObject window(ParityWindowsPage.Row row) {
        ParityCounts counts = row.counts();
        JsonObject missing = new JsonObject();
        long mismatched = counts.of(ParityCount.CHANGED);
        for (Adapter adapter : Adapter.values()) {
            long missed = counts.of(ParityCount.missing(adapter));
            missing.put(adapter.label(), missed);
            mismatched += missed;
        }
        long matched = counts.of(ParityCount.MATCHED);
        return new JsonObject()
                .put("start", EventTime.text(row.start()))
                .put("category", row.category().label())
                .put("dual_written", counts.of(ParityCount.DUAL_WRITTEN))
                .put("matched", matched)
                .put("mismatched", mismatched)
                .put("changed", counts.of(ParityCount.CHANGED))
                .put("missing", missing)
                .put("late", counts.of(ParityCount.LATE))
                .put("reordered", counts.of(ParityCount.REORDERED))
                .put("duplicate", counts.of(ParityCount.DUPLICATE))
                .put("unverified", counts.of(ParityCount.UNVERIFIED))
                .put("explained", counts.of(ParityCount.EXPLAINED))
                .put("match_rate", ratio(matched, matched + mismatched));
    }

    private static JsonObject thresholds(Settings.Parity limits) {
        JsonObject thresholds = new JsonObject();
        new TreeMap<>(limits.thresholds())
                .forEach((category, percent) -> thresholds.put(category.label(), percent / PERCENT));
        return thresholds;
    }

    private static Double ratio(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }

    /** Null as long as nothing was delivered. */
    private static JsonObject quantiles(Quantiles lag) {
        boolean any = lag.count() > 0;
        return new JsonObject()
                .put("p50", any ? lag.p50Millis() : null)
                .put("p95", any ? lag.p95Millis() : null)
                .put("p99", any ? lag.p99Millis() : null);
    }

    /** One of {@code GET /parity/mismatches}. */
    static JsonObject mismatch(Mismatch mismatch) {
        JsonArray differences = new JsonArray();
        mismatch.differences()
                .forEach(one -> differences.add(new JsonObject()
                        .put("path", one.path())
                        .put("sent", one.sent().orElse(null))
                        .put("received", one.received().orElse(null))));
        return new JsonObject()
                .put("number", mismatch.number())
                .put("event_id", mismatch.eventId().toString())
                .put("node", mismatch.node())
                .put("sequence_id", mismatch.sequenceId())
                .put("category", mismatch.category().label())
                .put("event_type", mismatch.eventType().orElse(null))
                .put("verdict", mismatch.verdict().name().toLowerCase(Locale.ROOT))
                .put("adapter", mismatch.adapter().label())
                .put("severity", mismatch.severity())
                .put("checksum_sent", mismatch.sentChecksum().orElse(null))
                .put("checksum_received", mismatch.receivedChecksum().orElse(null))
                .put("diff", differences)
                .put("note", mismatch.note())
                .put("at", EventTime.text(mismatch.at()));
    }
}
