package dev.crossfade.config;

/**
 * One key whose value in force is another now.
 *
 * @param key full path, {@code dual_write.categories.debug.percentage}
 * @param layer that brought the change about: where the new value comes from, or, where that is the default, where the
 *     old one came from
 * @param before plain value, as in {@link SettingValue}
 * @param now plain value
 */
public record SettingChange(String key, Layer layer, Object before, Object now) {}
