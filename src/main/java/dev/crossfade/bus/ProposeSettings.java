package dev.crossfade.bus;

import java.util.Map;

/**
 * Asks what would be in force with these overrides on top; changes nothing. The answer's snapshot has the version that is
 * in force.
 *
 * @param set plain values by full path
 */
public record ProposeSettings(Map<String, Object> set) {}
