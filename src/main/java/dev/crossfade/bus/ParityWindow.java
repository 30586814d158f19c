package dev.crossfade.bus;

import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * What parity counted in one minute, on its way into the database. One minute may have several, as after a restart.
 *
 * @param id one of its own: a window that is written twice is stored once
 * @param upTo offset in the event log up to which accepted events are among the totals
 * @param start of the minute
 * @param counted in it, of categories of which there was anything
 * @param totals of all that was counted by its end, this window and all before it: whoever counts on after a kill
 *     begins with these
 */
public record ParityWindow(
        UUID id, long upTo, Instant start, Map<Category, ParityCounts> counted, Map<Category, ParityCounts> totals) {}
