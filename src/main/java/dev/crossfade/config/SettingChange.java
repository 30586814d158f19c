package dev.crossfade.config;

/**
 * One key whose value in force is another now.
 *
 * @param key full path, {@code dual_write.categories.debug.percentage}
 * @param layer that brought the change about: {@code OVERRIDE} where an operator has set or dropped one, also where the
 *     value falls back to the file's; else where the new value comes from, or, where that is the default, where the old
 *     one came from
 * @param before plain value, as in {@link SettingValue}
 * @param now plain value
 */
public record SettingChange(String key, Layer layer, Object before, Object now) {}
