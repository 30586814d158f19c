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
import dev.crossfade.config.SettingsReader.Text;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.control.Differences.Side;
import dev.crossfade.control.Rejections.Source;
import dev.crossfade.control.WrittenSettings.Judged;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    /** Clocks of nodes differ, but not by that; a time beyond it would outlive every later word. */
    private static final Duration MOST_AHEAD = Duration.ofDays(1);

    /** What waits for less is on its way. */
    private static final Duration AUDIT_TIME = Duration.ofSeconds(5);

    private final WrittenSettings written;
    private final LedgerStore store;
    private final Clock clock;
    private final Rejections rejections = new Rejections();
    private SettingsState state;
    private SettingsSnapshot before;
    /** All that was stored when some of it could not hold; not looked at again before it, or what is in force, is another. */
    private List<StoredOverride> refused = List.of();
    /** What of it is newer than what is known here. */
    private List<StoredOverride> withheld = List.of();

    private Instant begun = Instant.MAX;
    private boolean unwritten = true;
    /** Whether the ledger could not be written the last time. */
    private boolean failing;
    /** The newest version that was noted aside from the ledger. */
    private long noted;

    SettingsKeeper(Configuration configuration, LedgerStore store, Clock clock) {
        this.written = new WrittenSettings(configuration.reader(), configuration.text());
        this.state = configuration.first();
        this.store = store;
        this.clock = clock;
    }

    /** @throws IOException where the data directory does not take the ledger */
    void begin() throws IOException {
        store.write(state.ledger());
        unwritten = false;
        begun = clock.instant();
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
        if (written.isNewest(text)) {
            return false;
        }
        take(text);
        return true;
    }

    private void take(Text text) {
        written.take(text);
        Reading reading = written.ofNewest(state.ledger().active(), state.snapshot());
        if (reading instanceof Loaded loaded) {
            written.use(text);
            accept(Source.FILE);
            install(state.reloaded(loaded, clock.instant()));
            keep();
        } else {
            reject(Source.FILE, (Rejected) reading);
        }
    }

    /** Takes a text that somebody has saved and asks for, so that it is not looked at twice. */
    SettingsReply reload(Text text) {
        long version = state.snapshot().version();
        take(text);
        List<Problem> problems = rejections.of(Source.FILE);
        return problems.isEmpty() ? inForce(version) : new SettingsReply.Invalid(problems);
    }

    /** Sets and drops overrides; they are on disk before they are in force. */
    SettingsReply change(ChangeOverrides wish) {
        long version = state.snapshot().version();
        if (wish.expectedVersion().isPresent() && wish.expectedVersion().getAsLong() != version) {
            return new SettingsReply.OtherVersion(version);
        }
        Instant at = state.ledger().momentAfter(wish, withheld, clock.instant());
        Map<String, OverrideEntry> overrides = state.ledger().overridesAfter(wish, withheld, at);
        Judged judged = written.judge(Ledger.active(overrides), wish.set().keySet(), state.snapshot());
        if (judged.reading() instanceof Rejected bad) {
            return new SettingsReply.Invalid(bad.problems());
        }
        if (state.ledger().unaudited().size() >= MOST_UNAUDITED) {
            return new SettingsReply.NotKept("too many changes wait to be audited: the event log takes none");
        }
        SettingsState next = state.overridden((Loaded) judged.reading(), overrides, false, at);
        try {
            store.write(next.ledger());
        } catch (IOException failed) {
            LOG.error("an override could not be kept problem=\"{}\"", failed.toString());
            return new SettingsReply.NotKept("the override could not be written to the data directory");
        }
        install(next);
        kept();
        settle(judged.text());
        withhold(withheld);
        return inForce(version);
    }

    /** What other overrides would make of the settings. */
    SettingsReply propose(ProposeSettings wish) {
        Map<String, Object> overrides = new TreeMap<>(state.ledger().active());
        wish.set().forEach((key, value) -> overrides.put(key, PlainValue.of(value)));
        Reading reading =
                written.judge(overrides, wish.set().keySet(), state.snapshot()).reading();
        if (reading instanceof Rejected bad) {
            return new SettingsReply.Invalid(bad.problems());
        }
        Loaded loaded = (Loaded) reading;
        SettingsSnapshot now = state.snapshot();
        SettingsSnapshot proposed =
                new SettingsSnapshot(now.version(), now.since(), loaded.settings(), loaded.values());
        return new SettingsReply.InForce(
                proposed,
                Differences.between(
                        new Side(now.values(), now.settings().alerts()),
                        new Side(loaded.values(), loaded.settings().alerts())),
                state.needsRestart());
    }

    /**
     * Takes over what the database has that is newer than what is known here: said on another node, or here before the
     * data directory was lost. What was said together holds together; what cannot hold here is rejected.
     */
    void adopt(List<StoredOverride> stored) {
        List<List<StoredOverride>> news = state.ledger().newer(stored);
        if (news.isEmpty()) {
            withhold(List.of());
            return;
        }
        if (stored.equals(refused)) {
            return;
        }
        List<Problem> problems = new ArrayList<>();
        for (List<StoredOverride> together : news) {
            StoredOverride first = together.get(0);
            if (first.at().isAfter(clock.instant().plus(MOST_AHEAD))) {
                Problem ahead = new Problem(first.key(), "said at " + first.at(), "a time that is not days ahead");
                problems.addAll(fromDatabase(List.of(ahead), first));
                continue;
            }
            Map<String, OverrideEntry> overrides = state.ledger().with(together);
            Judged judged = written.judge(
                    Ledger.active(overrides),
                    together.stream().map(StoredOverride::key).toList(),
                    state.snapshot());
            if (judged.reading() instanceof Loaded loaded) {
                install(state.overridden(loaded, overrides, true, clock.instant()));
                settle(judged.text());
            } else {
                problems.addAll(fromDatabase(((Rejected) judged.reading()).problems(), first));
            }
        }
        keep();
        withhold(stored);
        if (!problems.isEmpty()) {
            refused = stored;
            reject(Source.DATABASE, new Rejected(problems));
        }
    }

    /** Without that, a problem reads as if the file had it. */
    private static List<Problem> fromDatabase(List<Problem> problems, StoredOverride said) {
        String where = "; it is an override from the database, by " + SettingsLog.oneLine(said.actor()) + " at "
                + said.at() + " on node " + SettingsLog.oneLine(said.node());
        return problems.stream()
                .map(problem -> new Problem(problem.path(), problem.value(), problem.expected() + where))
                .toList();
    }

    /** Remembers what of this is still newer than what is known here. */
    private void withhold(List<StoredOverride> stored) {
        withheld = state.ledger().newer(stored).stream().flatMap(List::stream).toList();
        if (withheld.isEmpty()) {
            accept(Source.DATABASE);
        }
    }

    /** Writes down what nobody waited for; where that fails it is tried again at the next call. */
    void keep() {
        if (!unwritten) {
            return;
        }
        try {
            store.write(state.ledger());
            kept();
        } catch (IOException failed) {
            notWritten(failed);
        }
    }

    private void kept() {
        unwritten = false;
        if (failing) {
            failing = false;
            LOG.info("what is in force is written to the data directory again");
        }
    }

    /** What is in force stays so: the file that says it is there to be read again. Its number must not be given twice. */
    private void notWritten(IOException failed) {
        if (!failing) {
            failing = true;
            LOG.warn("what is in force could not be written to the data directory problem=\"{}\"", failed.toString());
        }
        long version = state.snapshot().version();
        if (version > noted) {
            try {
                store.note(version);
                noted = version;
            } catch (IOException alsoFailed) {
                LOG.error(
                        "the version in force could not be noted version={} problem=\"{}\"",
                        version,
                        alsoFailed.toString());
            }
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
                overdue(),
                failing);
    }

    private int overdue() {
        Instant since = clock.instant().minus(AUDIT_TIME);
        return begun.isAfter(since)
                ? 0
                : (int) state.ledger().unaudited().stream()
                        .filter(row -> !row.at().isAfter(since))
                        .count();
    }

    /** Of a file that was rejected, other overrides may have made a good one, or one with other problems. */
    private void settle(Text inForce) {
        written.use(inForce);
        if (!written.isRejected()) {
            accept(Source.FILE);
        } else if (written.ofNewest(state.ledger().active(), state.snapshot()) instanceof Rejected rejected) {
            reject(Source.FILE, rejected);
        }
    }

    private void install(SettingsState next) {
        boolean changed = next.snapshot().version() != state.snapshot().version();
        before = changed ? state.snapshot() : before;
        refused = changed ? List.of() : refused;
        unwritten |= !next.equals(state);
        SettingsLog.changed(state, next);
        state = next;
    }

    private SettingsReply inForce(long versionBefore) {
        boolean changed = state.snapshot().version() != versionBefore;
        return new SettingsReply.InForce(state.snapshot(), changed ? state.changes() : List.of(), state.needsRestart());
    }

    private void accept(Source source) {
        if (rejections.accept(source)) {
            SettingsLog.accepted(source);
        }
    }

    private void reject(Source source, Rejected rejected) {
        if (rejections.reject(source, rejected.problems(), clock.instant())) {
            SettingsLog.rejected(source, rejected);
        }
    }
}
