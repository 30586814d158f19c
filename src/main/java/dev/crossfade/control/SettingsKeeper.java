package dev.crossfade.control;

import dev.crossfade.bus.ChangeOverrides;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.ProposeSettings;
import dev.crossfade.bus.SettingsChanged;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.StoredOverride;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.Loaded;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.PlainValue;
import dev.crossfade.config.Problem;
import dev.crossfade.config.Reading;
import dev.crossfade.config.Rejected;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.config.SettingsReader.Text;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.control.Rejections.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is in force: takes what the file says, what operators say and what other nodes have said, and remembers it
 * in the ledger. Blocks, since it reads and writes files; belongs to one thread.
 */
final class SettingsKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsKeeper.class);
    /** Without room for their rows, operators change nothing more. */
    private static final int MOST_UNAUDITED = 1000;

    private final SettingsReader reader;
    private final Optional<Path> file;
    private final LedgerStore store;
    private final Clock clock;
    private final Rejections rejections = new Rejections();
    private Text newest;
    private Text good;
    private SettingsState state;
    private SettingsSnapshot before;
    /** What cannot hold under what is in force; not looked at again before one of them is another. */
    private List<StoredOverride> refused = List.of();

    private boolean unwritten = true;

    SettingsKeeper(Configuration configuration, LedgerStore store, Clock clock) {
        this.reader = configuration.reader();
        this.file = configuration.file();
        this.newest = configuration.text();
        this.good = configuration.text();
        this.state = configuration.first();
        this.store = store;
        this.clock = clock;
    }

    /** @throws IOException where the data directory does not take the ledger */
    void begin() throws IOException {
        store.write(state.ledger());
        unwritten = false;
    }

    SettingsState state() {
        return state;
    }

    /**
     * Takes a text of the file; what it says comes into force or is rejected.
     *
     * @return whether it is another one than before
     */
    boolean read(Text text) {
        if (text.equals(newest)) {
            return false;
        }
        newest = text;
        Reading reading = reading(text);
        if (reading instanceof Loaded loaded) {
            good = text;
            accept(Source.FILE);
            install(state.reloaded(loaded, clock.instant()));
            keep();
        } else {
            reject(Source.FILE, ((Rejected) reading).problems());
        }
        return true;
    }

    /** Whatever it is that the file does to its reader, it must not pass for good. */
    private Reading reading(Text text) {
        try {
            return reader(state.ledger().active()).read(text);
        } catch (RuntimeException bug) {
            LOG.error("bug in reading the configuration", bug);
            return new Rejected(List.of(new Problem(text.name(), "not readable", "a file that can be read as YAML")));
        }
    }

    /** Whoever asks for it has saved the file, so it is not looked at twice. */
    SettingsReply reload() {
        long version = state.snapshot().version();
        read(SettingsReader.text(file));
        List<Problem> problems = rejections.of(Source.FILE);
        return problems.isEmpty() ? inForce(version) : new SettingsReply.Invalid(problems);
    }

    /** Sets and drops overrides; they are on disk before they are in force. */
    SettingsReply change(ChangeOverrides wish) {
        long version = state.snapshot().version();
        if (wish.expectedVersion().isPresent() && wish.expectedVersion().getAsLong() != version) {
            return new SettingsReply.OtherVersion(version);
        }
        Instant at = state.ledger().momentAfter(wish, clock.instant());
        Map<String, OverrideEntry> overrides = state.ledger().overridesAfter(wish, at);
        Reading reading = read(Ledger.active(overrides), wish.set().keySet());
        if (reading instanceof Rejected bad) {
            return new SettingsReply.Invalid(bad.problems());
        }
        if (state.ledger().unaudited().size() >= MOST_UNAUDITED) {
            return new SettingsReply.NotKept("too many changes wait to be audited: the event log takes none");
        }
        SettingsState next = state.overridden((Loaded) reading, overrides, false, at);
        try {
            store.write(next.ledger());
        } catch (IOException failed) {
            LOG.error("an override could not be kept problem=\"{}\"", failed.toString());
            return new SettingsReply.NotKept("the override could not be written to the data directory");
        }
        install(next);
        unwritten = false;
        return inForce(version);
    }

    /** What other overrides would make of the settings. */
    SettingsReply propose(ProposeSettings wish) {
        Map<String, Object> overrides = new TreeMap<>(state.ledger().active());
        wish.set().forEach((key, value) -> overrides.put(key, PlainValue.of(value)));
        Reading reading = read(overrides, wish.set().keySet());
        if (reading instanceof Rejected bad) {
            return new SettingsReply.Invalid(bad.problems());
        }
        Loaded loaded = (Loaded) reading;
        SettingsSnapshot now = state.snapshot();
        SettingsSnapshot proposed =
                new SettingsSnapshot(now.version(), now.since(), loaded.settings(), loaded.values());
        return new SettingsReply.InForce(
                proposed, Differences.between(now.values(), loaded.values()), state.needsRestart());
    }

    /**
     * Takes over what the database has that is newer than what is known here: said on another node, or here before the
     * data directory was lost. What was said together holds together; what cannot hold here is rejected.
     */
    void adopt(List<StoredOverride> stored) {
        List<List<StoredOverride>> news = state.ledger().newer(stored);
        if (news.isEmpty()) {
            accept(Source.DATABASE);
            return;
        }
        if (stored.equals(refused)) {
            return;
        }
        List<Problem> problems = new ArrayList<>();
        for (List<StoredOverride> together : news) {
            Map<String, OverrideEntry> overrides = state.ledger().with(together);
            Reading reading = read(
                    Ledger.active(overrides),
                    together.stream().map(StoredOverride::key).toList());
            if (reading instanceof Loaded loaded) {
                install(state.overridden(loaded, overrides, true, clock.instant()));
            } else {
                problems.addAll(((Rejected) reading).problems());
            }
        }
        keep();
        if (problems.isEmpty()) {
            accept(Source.DATABASE);
        } else {
            refused = stored;
            reject(Source.DATABASE, problems);
        }
    }

    /** Writes down what nobody waited for; where that fails it is tried again at the next call. */
    void keep() {
        if (!unwritten) {
            return;
        }
        try {
            store.write(state.ledger());
            unwritten = false;
        } catch (IOException failed) {
            LOG.warn("what is in force could not be written to the data directory problem=\"{}\"", failed.toString());
        }
    }

    /** These rows are in the event log. */
    void audited(List<AuditRow> rows) {
        state = state.audited(rows.stream().map(AuditRow::id).toList());
        unwritten = true;
    }

    SettingsChanged lastChange() {
        return new SettingsChanged(before, state.snapshot(), state.changes());
    }

    ConfigObserved observed() {
        Map<String, OverrideEntry> overrides = new TreeMap<>(state.ledger().overrides());
        overrides.values().removeIf(OverrideEntry::dropped);
        return new ConfigObserved(
                state.snapshot(),
                rejections.all(),
                rejections.since(),
                rejections.count(),
                state.needsRestart(),
                Map.copyOf(overrides),
                state.ledger().unaudited().size());
    }

    private Reading read(Map<String, Object> overrides, Collection<String> asked) {
        List<Problem> forbidden = Overridable.problems(asked);
        return forbidden.isEmpty() ? reader(overrides).read(good) : new Rejected(forbidden);
    }

    private SettingsReader reader(Map<String, Object> overrides) {
        return reader.withOverrides(overrides).whileRunning(state.snapshot().settings());
    }

    private void install(SettingsState next) {
        boolean changed = next.snapshot().version() != state.snapshot().version();
        before = changed ? state.snapshot() : before;
        state = next;
        unwritten = true;
        if (changed) {
            refused = List.of();
            next.changes().forEach(change -> say(change, next.snapshot().version()));
        }
    }

    private SettingsReply inForce(long versionBefore) {
        boolean changed = state.snapshot().version() != versionBefore;
        return new SettingsReply.InForce(state.snapshot(), changed ? state.changes() : List.of(), state.needsRestart());
    }

    private void accept(Source source) {
        if (rejections.accept(source)) {
            LOG.info("the configuration can be used again source={}", source.label());
        }
    }

    private void reject(Source source, List<Problem> problems) {
        if (rejections.reject(source, problems, clock.instant())) {
            LOG.warn(
                    "configuration rejected, the last good one stays in force source={} problems={}",
                    source.label(),
                    problems.size());
            problems.forEach(problem -> LOG.warn("configuration problem=\"{}\"", problem));
        }
    }

    private static void say(SettingChange change, long version) {
        LOG.info(
                "setting changed key={} old={} new={} layer={} version={}",
                change.key(),
                change.before(),
                change.now(),
                change.layer().label(),
                version);
    }
}
