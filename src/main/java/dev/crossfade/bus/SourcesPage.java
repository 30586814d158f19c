package dev.crossfade.bus;

import java.util.List;

/**
 * A page of sources.
 *
 * @param more whether there are more behind the last
 * @param activity of all together
 */
public record SourcesPage(List<SourceFigures> sources, boolean more, Activity activity) {}
