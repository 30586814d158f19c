package dev.crossfade.parity;

import dev.crossfade.bus.ParityCount;
import dev.crossfade.bus.ParityCounts;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Counts what parity finds, by category. Confined to its owner. */
final class ParityTally {
    private final Map<Category, CategoryTally> tallies = new EnumMap<>(Category.class);

    ParityTally() {
        for (Category category : Category.values()) {
            tallies.put(category, new CategoryTally());
        }
    }

    void add(Category category, ParityCount count, long micros) {
        tallies.get(category).add(count, micros);
    }

    /** Totals of each category. */
    Map<Category, ParityCounts> totals() {
        Map<Category, ParityCounts> totals = new EnumMap<>(Category.class);
        tallies.forEach((category, tally) -> totals.put(category, tally.totals()));
        return totals;
    }

    /** Comparisons of so many seconds of each category, for a later start. */
    Map<Category, List<RecentComparisons.Span>> recent(long seconds) {
        Map<Category, List<RecentComparisons.Span>> recent = new EnumMap<>(Category.class);
        tallies.forEach((category, tally) -> {
            List<RecentComparisons.Span> spans = tally.recent().spans(seconds);
            if (!spans.isEmpty()) {
                recent.put(category, spans);
            }
        });
        return recent;
    }

    /** Goes on from an earlier start, before anything is added. */
    void restore(KeptTotals kept, long micros) {
        kept.totals().forEach((category, totals) -> tallies.get(category).restore(totals));
        kept.recent()
                .forEach((category, spans) -> tallies.get(category).recent().restore(spans, micros));
    }

    /** Gives up what was pending in an earlier start. */
    void giveUpPending() {
        tallies.values().forEach(CategoryTally::giveUpPending);
    }

    /** Figures of each category at that moment. */
    Map<Category, ParityFigures> byCategory(Duration window, long micros) {
        Map<Category, ParityFigures> figures = new EnumMap<>(Category.class);
        tallies.forEach((category, tally) -> figures.put(category, tally.figures(window.toSeconds(), micros)));
        return figures;
    }

    /** Those of all categories together. */
    static ParityFigures total(Map<Category, ParityFigures> figures) {
        return new ParityFigures(
                sum(figures, ParityFigures::dualWritten),
                sum(figures, ParityFigures::matched),
                sum(figures, ParityFigures::changed),
                Map.of(
                        Adapter.WEBSOCKET, sum(figures, one -> one.missing().get(Adapter.WEBSOCKET)),
                        Adapter.REALTIME, sum(figures, one -> one.missing().get(Adapter.REALTIME))),
                sum(figures, ParityFigures::late),
                sum(figures, ParityFigures::reordered),
                sum(figures, ParityFigures::duplicate),
                sum(figures, ParityFigures::pending),
                sum(figures, ParityFigures::unverified),
                sum(figures, ParityFigures::explained),
                sum(figures, ParityFigures::recentComparisons),
                sum(figures, ParityFigures::recentMismatches));
    }

    private static long sum(Map<Category, ParityFigures> figures, ToLongFunction<ParityFigures> figure) {
        return figures.values().stream().mapToLong(figure).sum();
    }
}
