package dev.crossfade.control;

import dev.crossfade.config.Flag;
import dev.crossfade.config.Layer;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.Rejected;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingValue;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.control.Rejections.Source;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of settings, one line each. Values of secrets are hidden before they come here. */
final class SettingsLog {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsLog.class);
    /** What would end a line or the quotes around a text, or steer a terminal. */
    private static final Pattern UNSHOWABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}\"]");

    private SettingsLog() {}

    /** Says with what the daemon starts: every flag, and every override, which somebody may have forgotten. */
    static void started(SettingsState first) {
        SettingsSnapshot snapshot = first.snapshot();
        for (Flag flag : Flag.values()) {
            SettingValue value = snapshot.values().get(flag.key());
            LOG.info(
                    "flag {}={} source={}",
                    flag.label(),
                    value.value(),
                    value.layer().label());
        }
        new TreeMap<>(first.ledger().overrides()).forEach((key, entry) -> {
            if (!entry.dropped()) {
                LOG.info(
                        "override in force key={} value={} actor={} since={} reason=\"{}\"",
                        key,
                        entry.value(),
                        oneLine(entry.actor()),
                        entry.at(),
                        oneLine(entry.reason()));
            }
        });
        LOG.info("settings in force version={}", snapshot.version());
    }

    /** Says every difference between two states: what changed, and what waits for a restart. */
    static void changed(SettingsState before, SettingsState now) {
        if (now.snapshot().version() != before.snapshot().version()) {
            now.changes().forEach(change -> changed(change, now));
        }
        now.waiting().forEach((key, next) -> {
            if (!next.equals(before.waiting().get(key))) {
                LOG.info(
                        "setting waits for a restart key={} in_force={} new={} layer={}",
                        key,
                        now.snapshot().values().get(key).value(),
                        next.value(),
                        next.layer().label());
            }
        });
    }

    private static void changed(SettingChange change, SettingsState now) {
        OverrideEntry said = now.ledger().overrides().get(change.key());
        boolean overridden = change.layer() == Layer.OVERRIDE && said != null;
        String who = overridden ? " actor=" + oneLine(said.actor()) + " reason=\"" + oneLine(said.reason()) + "\"" : "";
        LOG.info(
                "setting changed key={} old={} new={} layer={} version={}{}",
                change.key(),
                change.before(),
                change.now(),
                overridden ? said.layer() : change.layer().label(),
                now.snapshot().version(),
                who);
    }

    static void accepted(Source source) {
        LOG.info("the configuration can be used again source={}", source.label());
    }

    static void rejected(Source source, Rejected rejected) {
        LOG.warn(
                "configuration rejected, the last good one stays in force source={} problems={}",
                source.label(),
                rejected.count());
        rejected.problems().forEach(problem -> LOG.warn("configuration problem=\"{}\"", problem));
    }

    /** The text as it can stand in a line between quotes. */
    static String oneLine(String text) {
        return UNSHOWABLE.matcher(text).replaceAll("?");
    }
}
