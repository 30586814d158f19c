package dev.crossfade.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a client says in {@code Prefer}; what nobody here knows is passed over. Immutable. */
final class RestPreferences {
    private final Set<String> preferences;

    /** @param headers all of that name */
    RestPreferences(List<String> headers) {
        this.preferences = headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(preference -> preference.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it is asked how many rows there are; whoever would do with an estimate gets it exactly. */
    boolean counted() {
        return preferences.contains("count=exact")
                || preferences.contains("count=planned")
                || preferences.contains("count=estimated");
    }

    /** Whether what was inserted is wanted back. */
    boolean representation() {
        return preferences.contains("return=representation");
    }

    /** Whether rows that are there already are to be changed. */
    boolean merging() {
        return preferences.contains("resolution=merge-duplicates");
    }
}
