package dev.crossfade.control;

import dev.crossfade.config.SettingsReader.Text;
import java.util.Optional;

/**
 * The last text of a file that was found twice in a row: what is found but once may be half written. Belongs to one
 * thread.
 */
final class StableText {
    private Optional<Text> stable = Optional.empty();
    private Optional<Text> last = Optional.empty();

    /** Takes what was found now; gives what to go by, if there is such already. */
    Optional<Text> found(Text now) {
        Optional<Text> found = Optional.of(now);
        if (found.equals(last)) {
            stable = found;
        }
        last = found;
        return stable;
    }
}
