package dev.crossfade.bus;

import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingsSnapshot;
import java.util.List;

/**
 * Other settings are in force. Told at once, and then again every second, so that nobody stays behind who was not
 * there yet; {@link CurrentSettings} hears it rightly.
 *
 * @param before null where the daemon has just started
 * @param changes what differs between the two
 */
public record SettingsChanged(SettingsSnapshot before, SettingsSnapshot now, List<SettingChange> changes) {}
