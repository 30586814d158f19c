package dev.crossfade.bus;

import java.util.List;

/**
 * A page of mismatches, newest first.
 *
 * @param more whether there are more behind the last of these
 */
public record MismatchPage(List<Mismatch> mismatches, boolean more) {
    public MismatchPage {
        mismatches = List.copyOf(mismatches);
    }
}
