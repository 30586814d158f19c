package dev.crossfade.bus;

import java.util.List;

/**
 * A page of what was counted.
 *
 * @param more whether there is more behind the last row
 */
public record SummaryPage(List<CountsRow> rows, boolean more) {}
