package dev.crossfade.bus;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What parity says at one moment; told once a second.
 *
 * @param byCategory of every category
 * @param total of all of them
 * @param lag from receipt to delivery of dual-written events, of each adapter
 * @param window how long the sliding window is
 * @param reports what was found about the reports of clients since the start: every verdict of every adapter
 */
public record ParityObserved(
        Map<Category, ParityFigures> byCategory,
        ParityFigures total,
        Map<Adapter, MetricsSnapshot.Quantiles> lag,
        Duration window,
        Map<Adapter, Map<ParityReportReply.Verdict, Long>> reports,
        Instant at) {}
