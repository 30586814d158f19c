package dev.crossfade.control;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.StoredOverridesQuery;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditTrail;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which settings are in force: watches the file, takes overrides, asks the database for those of other nodes, and
 * tells everybody. One instance, on a worker thread, since it reads and writes files.
 */
public final class ConfigVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigVerticle.class);
    /** Twice that, and a change that was saved is in force. */
    private static final Duration SCAN = Duration.ofMillis(400);

    private static final Duration OBSERVE = Duration.ofSeconds(1);

    private final Optional<Path> file;
    private final SettingsKeeper keeper;
    private final AuditTrail trail;
    private boolean auditing;
    private boolean asking;
    private int reloading;

    /** @param dataDir where the ledger is kept */
    public ConfigVerticle(Configuration configuration, Path dataDir, AuditTrail trail, Clock clock) {
        this.file = configuration.file();
        this.keeper = new SettingsKeeper(configuration, LedgerStore.in(dataDir), clock);
        this.trail = trail;
    }

    @Override
    public Future<?> start() throws IOException {
        keeper.begin();
        SettingsLog.started(keeper.state());
        Endpoints.CHANGE_OVERRIDES.serve(vertx, wish -> answer(() -> keeper.change(wish)));
        ConfigRetriever retriever = watch();
        Endpoints.RELOAD_SETTINGS.serve(vertx, wish -> reload(retriever));
        Endpoints.PROPOSE_SETTINGS.serve(vertx, wish -> answer(() -> keeper.propose(wish)));
        Endpoints.CONFIG.serve(vertx, query -> Future.succeededFuture(keeper.observed()));
        Topics.PERSISTENCE_OBSERVED.listen(vertx, this::ask);
        vertx.setPeriodic(OBSERVE.toMillis(), now -> observe());
        observe();
        return Future.succeededFuture();
    }

    private ConfigRetriever watch() {
        ConfigStoreOptions options =
                new ConfigStoreOptions().setType(SettingsFileStore.TYPE).setConfig(SettingsFileStore.options(file));
        ConfigRetriever retriever = ConfigRetriever.create(
                vertx,
                new ConfigRetrieverOptions()
                        .setIncludeDefaultStores(false)
                        .setScanPeriod(SCAN.toMillis())
                        .addStore(options));
        // At each scan, and not only where the retriever sees a change: a reload may have come in between.
        retriever.setConfigurationProcessor(found -> {
            SettingsFileStore.stable(found)
                    .filter(text -> reloading == 0 && keeper.read(text))
                    .ifPresent(text -> observe());
            return found;
        });
        return retriever;
    }

    /** Twice, since a read that was under way already may have begun before the file was saved. */
    private Future<SettingsReply> reload(ConfigRetriever retriever) {
        // What is found meanwhile is left to the reload, which says what it changed.
        reloading++;
        return retriever
                .getConfig()
                .compose(older -> retriever.getConfig())
                .compose(found -> answer(() -> keeper.reload(SettingsFileStore.text(found))))
                .onComplete(over -> reloading--);
    }

    /** What others have heard of is not older than the answer. */
    private <T> Future<T> answer(Supplier<T> work) {
        T answer = work.get();
        observe();
        return Future.succeededFuture(answer);
    }

    /** Asks, once a second as long as there is a database, what other nodes have said; one question at a time. */
    private void ask(PersistenceObserved observed) {
        if (asking || !observed.reachable()) {
            return;
        }
        asking = true;
        Endpoints.STORED_OVERRIDES.ask(vertx, new StoredOverridesQuery()).onComplete(stored -> {
            asking = false;
            if (stored.succeeded()) {
                keeper.adopt(stored.result().overrides());
                observe();
            } else {
                LOG.debug("the database does not say which overrides it has", stored.cause());
            }
        });
    }

    private void observe() {
        keeper.keep();
        audit();
        Topics.SETTINGS_CHANGED.publish(vertx, keeper.lastChange());
        Topics.CONFIG_OBSERVED.publish(vertx, keeper.observed());
    }

    /** Hands the rows that wait to the event log; one hand-over at a time. */
    private void audit() {
        List<AuditRow> rows = keeper.state().ledger().unaudited();
        if (auditing || rows.isEmpty()) {
            return;
        }
        auditing = true;
        Future.fromCompletionStage(trail.append(rows), context).onComplete(appended -> {
            auditing = false;
            if (appended.succeeded()) {
                keeper.audited(rows);
                observe();
            }
        });
    }
}
