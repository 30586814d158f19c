package dev.crossfade.event;

import java.util.Optional;

/**
 * A configured rule that gives event types a category. Exactly one of {@code type} and {@code prefix} is present.
 *
 * @param type the whole event type, compared without case
 * @param prefix the beginning of the event type, compared without case
 */
public record ClassificationRule(Optional<String> type, Optional<String> prefix, Category category) {}
