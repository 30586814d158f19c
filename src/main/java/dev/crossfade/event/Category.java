package dev.crossfade.event;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What kind of fact an event tells; routing, checksums and parity limits are set per category. */
public enum Category {
    CRITICAL,
    PERFORMANCE,
    USER_ACTIVITY,
    SYSTEM,
    DEBUG;

    private static final Map<String, Category> BY_LABEL =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Category::label, Function.identity()));

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name as it is written everywhere outside the code: lower case, {@code user_activity}. */
    public String label() {
        return label;
    }

    /** The category of that name in any letter case; empty for any other text. */
    public static Optional<Category> of(String text) {
        Category exact = BY_LABEL.get(text);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (Category category : values()) {
            if (category.label.equalsIgnoreCase(text)) {
                return Optional.of(category);
            }
        }
        return Optional.empty();
    }
}
