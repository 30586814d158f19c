package dev.crossfade.control;

import dev.crossfade.config.SettingsReader.Text;
import java.util.Optional;

/** Tells a text that was found twice in a row: what is found but once may be half written. Belongs to one thread. */
final class StableText {
    private Optional<Text> last = Optional.empty();

    /** Takes what was found now; gives it back where it is what was found the last time. */
    Optional<Text> found(Text now) {
        Optional<Text> found = Optional.of(now);
        boolean again = found.equals(last);
        last = found;
        return again ? found : Optional.empty();
    }
}
