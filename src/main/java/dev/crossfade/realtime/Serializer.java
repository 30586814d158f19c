package dev.crossfade.realtime;

import java.util.Optional;

/** How messages are laid out on a socket, for its whole life: named by {@code vsn} of the address it connects to. */
public enum Serializer {
    /** JSON objects in text frames. */
    V1,
    /** JSON arrays of five in text frames, broadcasts in binary frames. */
    V2;

    /** The serializer of that version; without one it is the first. Empty where there is no such version. */
    public static Optional<Serializer> of(String vsn) {
        if (vsn == null || vsn.isBlank()) {
            return Optional.of(V1);
        }
        return switch (vsn) {
            case "1.0.0" -> Optional.of(V1);
            case "2.0.0" -> Optional.of(V2);
            default -> Optional.empty();
        };
    }
}
