package dev.crossfade.bus;

import dev.crossfade.event.MonitoringEvent;
import java.util.List;

/**
 * A page of stored events.
 *
 * @param more whether the query has more behind the last of these
 */
public record HistoryPage(List<MonitoringEvent> events, boolean more) {}
