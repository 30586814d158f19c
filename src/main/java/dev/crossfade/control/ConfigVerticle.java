package dev.crossfade.control;

import dev.crossfade.bus.ChangeOverrides;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.ProposeSettings;
import dev.crossfade.bus.SettingsChanged;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.Flag;
import dev.crossfade.config.Loaded;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.PlainValue;
import dev.crossfade.config.Problem;
import dev.crossfade.config.Reading;
import dev.crossfade.config.Rejected;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingValue;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.config.SettingsReader.Text;
import dev.crossfade.config.SettingsSnapshot;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which settings are in force: watches the file, takes overrides, and tells everybody. One instance, on a worker
 * thread, since it reads and writes files.
 */
public final class ConfigVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigVerticle.class);
    /** Twice that, and a change that was saved is in force. */
    private static final Duration SCAN = Duration.ofMillis(400);

    private static final Duration OBSERVE = Duration.ofSeconds(1);
    /** Without room for their rows, operators change nothing more. */
    private static final int MOST_UNAUDITED = 1000;

    private final SettingsReader reader;
    private final Optional<Path> file;
    private final LedgerStore store;
    private final AuditTrail trail;
    private final Clock clock;
    private Text newest;
    private Text good;
    private SettingsState state;
    private SettingsSnapshot before;
    private List<Problem> rejected = List.of();
    private Optional<Instant> rejectedSince = Optional.empty();
    private long rejections;
    private boolean unwritten = true;
    private boolean auditing;

    /** @param dataDir where the ledger is kept */
    public ConfigVerticle(Configuration configuration, Path dataDir, AuditTrail trail, Clock clock) {
        this.reader = configuration.reader();
        this.file = configuration.file();
        this.newest = configuration.text();
        this.good = configuration.text();
        this.state = configuration.first();
        this.store = LedgerStore.in(dataDir);
        this.trail = trail;
        this.clock = clock;
    }

    @Override
    public Future<?> start() throws IOException {
        store.write(state.ledger());
        unwritten = false;
        sayFlags();
        Endpoints.CHANGE_OVERRIDES.serve(vertx, wish -> Future.succeededFuture(change(wish)));
        Endpoints.RELOAD_SETTINGS.serve(vertx, wish -> Future.succeededFuture(reload()));
        Endpoints.PROPOSE_SETTINGS.serve(vertx, wish -> Future.succeededFuture(propose(wish)));
        vertx.setPeriodic(OBSERVE.toMillis(), now -> observe());
        watch();
        observe();
        return Future.succeededFuture();
    }

    private void watch() {
        ConfigStoreOptions options =
                new ConfigStoreOptions().setType(SettingsFileStore.TYPE).setConfig(SettingsFileStore.options(file));
        ConfigRetriever retriever = ConfigRetriever.create(
                vertx,
                new ConfigRetrieverOptions()
                        .setIncludeDefaultStores(false)
                        .setScanPeriod(SCAN.toMillis())
                        .addStore(options));
        retriever.listen(change -> SettingsFileStore.text(change.getNewConfiguration())
                .filter(text -> !text.equals(newest))
                .ifPresent(this::read));
    }

    /** Takes a text of the file; what it says comes into force or is rejected. */
    private void read(Text text) {
        newest = text;
        Reading reading = reader.withOverrides(state.ledger().active()).read(text);
        if (reading instanceof Loaded loaded) {
            good = text;
            sayWhereItIsGoodAgain();
            accept(state.reloaded(loaded, clock.instant()));
        } else {
            reject(((Rejected) reading).problems());
        }
        observe();
    }

    private void reject(List<Problem> problems) {
        if (problems.equals(rejected)) {
            return;
        }
        rejected = problems;
        rejectedSince = Optional.of(clock.instant());
        rejections++;
        LOG.warn("configuration rejected, the last good one stays in force problems={}", problems.size());
        problems.forEach(problem -> LOG.warn("configuration problem=\"{}\"", problem));
    }

    private void sayWhereItIsGoodAgain() {
        if (!rejected.isEmpty()) {
            LOG.info("the configuration can be used again");
            rejected = List.of();
            rejectedSince = Optional.empty();
        }
    }

    /** Brings another state into force that nobody waits for: where it cannot be kept, that is tried again. */
    private void accept(SettingsState next) {
        unwritten = true;
        install(next);
        keep();
    }

    private void install(SettingsState next) {
        boolean changed = next.snapshot().version() != state.snapshot().version();
        before = changed ? state.snapshot() : before;
        state = next;
        if (changed) {
            next.changes().forEach(change -> say(change, next.snapshot().version()));
            tell();
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

    private SettingsReply change(ChangeOverrides wish) {
        long version = state.snapshot().version();
        if (wish.expectedVersion().isPresent() && wish.expectedVersion().getAsLong() != version) {
            return new SettingsReply.OtherVersion(version);
        }
        Map<String, OverrideEntry> overrides = overridesAfter(wish);
        Reading reading = read(Ledger.active(overrides), wish.set());
        if (reading instanceof Rejected bad) {
            return new SettingsReply.Invalid(bad.problems());
        }
        if (state.ledger().unaudited().size() >= MOST_UNAUDITED) {
            return new SettingsReply.NotKept("too many changes wait to be audited: the event log takes none");
        }
        SettingsState next = state.overridden((Loaded) reading, overrides, false, clock.instant());
        try {
            store.write(next.ledger());
        } catch (IOException failed) {
            LOG.error("an override could not be kept problem=\"{}\"", failed.toString());
            return new SettingsReply.NotKept("the override could not be written to the data directory");
        }
        unwritten = false;
        List<SettingChange> changes = next.snapshot().version() == version ? List.of() : next.changes();
        install(next);
        observe();
        return new SettingsReply.InForce(state.snapshot(), changes, state.needsRestart());
    }

    private Reading read(Map<String, Object> overrides, Map<String, Object> asked) {
        List<Problem> forbidden = Overridable.problems(asked.keySet());
        return forbidden.isEmpty() ? reader.withOverrides(overrides).read(good) : new Rejected(forbidden);
    }

    private Map<String, OverrideEntry> overridesAfter(ChangeOverrides wish) {
        Map<String, OverrideEntry> overrides = new TreeMap<>(state.ledger().overrides());
        Instant now = clock.instant();
        wish.set()
                .forEach((key, value) -> overrides.put(
                        key, new OverrideEntry(PlainValue.of(value), false, wish.actor(), wish.reason(), now)));
        Map<String, Object> active = state.ledger().active();
        wish.drop().stream()
                .filter(active::containsKey)
                .forEach(key -> overrides.put(key, new OverrideEntry(null, true, wish.actor(), wish.reason(), now)));
        return overrides;
    }

    private SettingsReply propose(ProposeSettings wish) {
        Map<String, Object> overrides = new TreeMap<>(state.ledger().active());
        wish.set().forEach((key, value) -> overrides.put(key, PlainValue.of(value)));
        Reading reading = read(overrides, wish.set());
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

    /** Whoever asks for it has saved the file, so it is not looked at twice. */
    private SettingsReply reload() {
        long version = state.snapshot().version();
        read(SettingsReader.text(file));
        if (!rejected.isEmpty()) {
            return new SettingsReply.Invalid(rejected);
        }
        boolean changed = state.snapshot().version() != version;
        return new SettingsReply.InForce(state.snapshot(), changed ? state.changes() : List.of(), state.needsRestart());
    }

    private void observe() {
        keep();
        audit();
        tell();
        Topics.CONFIG_OBSERVED.publish(vertx, observed());
    }

    private void tell() {
        Topics.SETTINGS_CHANGED.publish(vertx, new SettingsChanged(before, state.snapshot(), state.changes()));
    }

    private ConfigObserved observed() {
        Map<String, OverrideEntry> overrides = new TreeMap<>(state.ledger().overrides());
        overrides.values().removeIf(OverrideEntry::dropped);
        return new ConfigObserved(
                state.snapshot(),
                rejected,
                rejectedSince,
                rejections,
                state.needsRestart(),
                Map.copyOf(overrides),
                state.ledger().unaudited().size());
    }

    private void keep() {
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

    /** Hands the rows that wait to the event log; one hand-over at a time. */
    private void audit() {
        List<AuditRow> rows = state.ledger().unaudited();
        if (auditing || rows.isEmpty()) {
            return;
        }
        auditing = true;
        Future.fromCompletionStage(trail.append(rows), context).onComplete(appended -> {
            auditing = false;
            if (appended.succeeded()) {
                state = state.audited(rows.stream().map(AuditRow::id).toList());
                unwritten = true;
                observe();
            }
        });
    }

    private void sayFlags() {
        for (Flag flag : Flag.values()) {
            SettingValue value = state.snapshot().values().get(flag.key());
            LOG.info(
                    "flag {}={} source={}",
                    flag.label(),
                    value.value(),
                    value.layer().label());
        }
        LOG.info("settings in force version={}", state.snapshot().version());
    }
}
