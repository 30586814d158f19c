package dev.crossfade.persistence;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.config.Settings;
import io.vertx.core.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes flushed metrics, minutes of parity and changes of alerts that are kept no longer. */
final class MetricsRetentionWriter {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsRetentionWriter.class);
    /** Rows that one statement deletes, so that it is done in time however many there are. */
    private static final int PORTION = 10_000;

    private final CurrentSettings current;
    private final int portion;
    private String told = "";

    /** @param current say how long metrics and changes of alerts are kept */
    MetricsRetentionWriter(CurrentSettings current) {
        this(current, PORTION);
    }

    MetricsRetentionWriter(CurrentSettings current, int portion) {
        this.current = current;
        this.portion = portion;
    }

    /** To be called more than once a day. The same failure is logged once; a role may lack the right for good. */
    Future<Void> care(PgEventStore store) {
        Settings.Retention keep = current.settings().retention();
        return all(() -> store.upkeep().cleanUpMetrics(keep.metrics(), portion))
                .compose(none -> all(() -> store.upkeep().cleanUpWindows(keep.hourly(), keep.daily(), portion)))
                .compose(none -> all(() -> store.upkeep().cleanUpParity(keep.metrics(), portion)))
                .compose(none -> all(() ->
                        store.upkeep().cleanUpAlerts(current.settings().alerts().keep(), portion)))
                .onSuccess(done -> told = "")
                .onFailure(this::tell);
    }

    private Future<Void> all(Supplier<Future<Integer>> delete) {
        return delete.get().compose(deleted -> deleted < portion ? Future.succeededFuture() : all(delete));
    }

    private void tell(Throwable failure) {
        String problem = String.valueOf(failure.getMessage());
        if (!problem.equals(told)) {
            LOG.warn("metrics, parity or alerts that are kept no longer not deleted problem=\"{}\"", problem);
        }
        told = problem;
    }
}
