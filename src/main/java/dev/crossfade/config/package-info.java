/**
 * What an operator may set: typed, checked, immutable records, and the reader that makes them from layers.
 *
 * <p>Flow: defaults, then the file, then environment variables; the reader merges them, collects every problem with
 * its path, and gives either one {@link dev.crossfade.config.Settings} or the whole list.
 *
 * <p>Invariants: a {@code Settings} is always complete and valid; nothing is repaired silently; secrets never appear
 * in a problem or in {@code toString}.
 */
package dev.crossfade.config;
