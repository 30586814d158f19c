package dev.crossfade.bus;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a dead letter is on its way. */
public enum DeadLetterStatus {
    /** Waits for its next retry. */
    PENDING,
    /** Somebody is retrying it. */
    RETRYING,
    /** Its event is stored. */
    RECOVERED,
    /** Refused as often as it may be; waits for an operator. */
    FAILED;

    /** Lower case, as the database and every door write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of that label; empty where there is none. */
    public static Optional<DeadLetterStatus> of(String label) {
        return Stream.of(values())
                .filter(status -> status.label().equals(label))
                .findFirst();
    }
}
