package dev.crossfade.bus;

import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingsSnapshot;
import java.util.List;

/** What became of a wish for other settings. */
public sealed interface SettingsReply {
    /**
     * The settings are in force, and will be after a restart.
     *
     * @param changes empty where they were in force already
     * @param needsRestart keys whose new value waits for a restart
     */
    record InForce(SettingsSnapshot snapshot, List<SettingChange> changes, List<String> needsRestart)
            implements SettingsReply {}

    /** They break a rule; nothing has changed. */
    record Invalid(List<Problem> problems) implements SettingsReply {}

    /** Somebody else was faster; nothing has changed. */
    record OtherVersion(long inForce) implements SettingsReply {}

    /** They could not be kept beyond a restart; nothing has changed. */
    record NotKept(String reason) implements SettingsReply {}
}
