package dev.crossfade.control;

import dev.crossfade.config.Loaded;
import dev.crossfade.config.Problem;
import dev.crossfade.config.Reading;
import dev.crossfade.config.Rejected;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.config.SettingsReader.Text;
import dev.crossfade.config.SettingsSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the file says: its newest text, and the last good one, which is another where the newest was rejected. Belongs to
 * one thread.
 */
final class WrittenSettings {
    private static final Logger LOG = LoggerFactory.getLogger(WrittenSettings.class);

    private final SettingsReader reader;
    private Text newest;
    private Text good;

    /** @param first what the daemon has started with */
    WrittenSettings(SettingsReader reader, Text first) {
        this.reader = reader;
        this.newest = first;
        this.good = first;
    }

    /** What was read of a text of the file under some overrides. */
    record Judged(Text text, Reading reading) {}

    boolean isNewest(Text text) {
        return newest.equals(text);
    }

    /** Whether the newest text is not the one in force. */
    boolean isRejected() {
        return !newest.equals(good);
    }

    /** Takes a newer text; it is in force only once it was {@link #use used}. */
    void take(Text text) {
        newest = text;
    }

    /** This text is in force now. */
    void use(Text text) {
        good = text;
    }

    /** What comes of the newest text under these overrides, in a daemon that runs under these settings. */
    Reading ofNewest(Map<String, Object> overrides, SettingsSnapshot running) {
        return reading(newest, overrides, running);
    }

    /**
     * What these overrides make of the newest text, where that can be used with them, and else of the last good one.
     *
     * @param asked the overrides that somebody asks for
     */
    Judged judge(Map<String, Object> overrides, Collection<String> asked, SettingsSnapshot running) {
        List<Problem> forbidden = Overridable.problems(asked);
        if (!forbidden.isEmpty()) {
            return new Judged(good, new Rejected(forbidden));
        }
        Reading ofNewest = ofNewest(overrides, running);
        return ofNewest instanceof Loaded || !isRejected()
                ? new Judged(newest, ofNewest)
                : new Judged(good, reading(good, overrides, running));
    }

    /** Whatever it is that the file does to its reader, it must not pass for good. */
    private Reading reading(Text text, Map<String, Object> overrides, SettingsSnapshot running) {
        if (hasGone(text)) {
            return new Rejected(List.of(new Problem(
                    text.name(), "not found", "the file that was there before; one that says {} is all defaults")));
        }
        try {
            return reader.withOverrides(overrides)
                    .whileRunning(running.settings())
                    .read(text);
        } catch (RuntimeException bug) {
            LOG.error("bug in reading the configuration", bug);
            return new Rejected(List.of(new Problem(text.name(), "not readable", "a file that can be read as YAML")));
        }
    }

    /** Without any file there is nothing to be read but defaults; a file that has gone is no wish for them. */
    private boolean hasGone(Text text) {
        return good.content().isPresent()
                && text.content().isEmpty()
                && text.problem().isEmpty();
    }
}
