package dev.crossfade.bus;

import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingsSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the configuration is doing; told once a second, and at each change.
 *
 * @param rejected why what the file says now is not in force; empty where it is
 * @param rejectedSince when that was first seen
 * @param rejections readings that were rejected since the start; the same one counts once
 * @param needsRestart keys, by full path, whose new value waits for a restart
 * @param overrides by full path; dropped ones are left out
 * @param unaudited changes that are in force and whose audit rows have not come into the event log for 5 seconds
 * @param unwritten whether what is in force could not be written to the data directory
 */
public record ConfigObserved(
        SettingsSnapshot inForce,
        List<Problem> rejected,
        Optional<Instant> rejectedSince,
        long rejections,
        List<String> needsRestart,
        Map<String, OverrideEntry> overrides,
        int unaudited,
        boolean unwritten) {}
