package dev.crossfade.config;

/**
 * What is set for one key, plainly: as JSON would say it.
 *
 * @param value a text, a number, a truth value, a list of such, or null for none; {@code (hidden)} for a secret
 * @param layer where it comes from
 */
public record SettingValue(Object value, Layer layer) {}
