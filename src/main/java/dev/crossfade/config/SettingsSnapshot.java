package dev.crossfade.config;

import java.time.Instant;
import java.util.Map;

/**
 * All settings that are in force together, and since when. Immutable; any part may hold it.
 *
 * @param version of this node's configuration: grows by one with each change, also across restarts; events are stored
 *     with the version that decided their route
 * @param values every key by its full path, plainly, and the layer that it comes from
 */
public record SettingsSnapshot(long version, Instant since, Settings settings, Map<String, SettingValue> values) {}
