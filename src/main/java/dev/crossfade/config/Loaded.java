package dev.crossfade.config;

import java.util.List;
import java.util.Map;

/**
 * Settings that passed every check, and where each of them comes from.
 *
 * @param sources the layer of every key, by its full path: {@code flags.MONITORING_BATCH_SIZE},
 *     {@code dual_write.categories.debug.percentage}
 * @param notices what is permitted but may surprise; one sentence each, for the log
 */
public record Loaded(Settings settings, Map<String, Layer> sources, List<String> notices) implements Reading {}
