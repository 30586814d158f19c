package dev.crossfade.event;

import java.util.Locale;
import java.util.Optional;

/** A delivery path: {@code websocket} pushes to the clients of {@code /ws}, {@code realtime} delivers from the database. */
public enum Adapter {
    WEBSOCKET,
    REALTIME;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name as it is written everywhere outside the code, in lower case. */
    public String label() {
        return label;
    }

    /** The other path. */
    public Adapter other() {
        return this == WEBSOCKET ? REALTIME : WEBSOCKET;
    }

    /** The adapter of that name in any letter case; empty for any other text. */
    public static Optional<Adapter> of(String text) {
        for (Adapter adapter : values()) {
            if (adapter.label.equalsIgnoreCase(text)) {
                return Optional.of(adapter);
            }
        }
        return Optional.empty();
    }
}
