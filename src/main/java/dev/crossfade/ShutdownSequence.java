package dev.crossfade;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FlushMetrics;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.ingest.Admission;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops the daemon step by step. Waits for nothing beyond its time: neither Vert.x nor the disk is relied on for that. */
final class ShutdownSequence {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownSequence.class);
    private static final long PROBE_MILLIS = 10;
    private static final int QUIET_PROBES = 5;
    /** The parts, in the order in which they stop. */
    private static final List<ShutdownStep> PARTS = List.of(
            ShutdownStep.PERSISTENCE,
            ShutdownStep.SELF_MONITORING,
            ShutdownStep.ALERTS,
            ShutdownStep.HTTP,
            ShutdownStep.FEED,
            ShutdownStep.PARITY,
            ShutdownStep.INGEST,
            ShutdownStep.GUARD,
            ShutdownStep.METRICS,
            ShutdownStep.CONFIG);

    private final Vertx vertx;
    private final Deployments deployments;
    private final Admission admission;
    private final EventLog log;

    /** @param admission says which events are in flight */
    ShutdownSequence(Vertx vertx, Deployments deployments, Admission admission, EventLog log) {
        this.vertx = vertx;
        this.deployments = deployments;
        this.admission = admission;
        this.log = log;
    }

    /** Takes every step. Blocks. What a step could not do in its time is named, and the next one begins. */
    ShutdownReport run(ShutdownProgress progress) {
        deployments.tellToStop();
        long end = log.stats().endOffset();
        step(progress, ShutdownStep.EVENTS_IN_FLIGHT, () -> stage(settled(end, QUIET_PROBES)));
        step(progress, ShutdownStep.METRICS_FLUSH, () -> stage(flushMetrics()));
        for (ShutdownStep part : PARTS) {
            step(progress, part, () -> stage(deployments.stop(part)));
        }
        step(progress, ShutdownStep.VERTX, () -> stage(vertx.close()));
        ShutdownReport.Left left = ShutdownReport.Left.in(log.stats());
        step(progress, ShutdownStep.EVENT_LOG, this::closeLog);
        return progress.report(left);
    }

    private static void step(ShutdownProgress progress, ShutdownStep step, Supplier<CompletableFuture<?>> work) {
        Duration allowed = progress.begin(step);
        try {
            work.get().get(allowed.toNanos(), TimeUnit.NANOSECONDS);
            progress.finished();
        } catch (TimeoutException late) {
            progress.unfinished("not done in its time");
        } catch (ExecutionException failed) {
            LOG.warn("shutdown step failed step=\"{}\"", step.label(), failed.getCause());
            progress.unfinished(String.valueOf(failed.getCause().getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            progress.unfinished("interrupted");
        }
    }

    private static CompletableFuture<?> stage(Future<?> work) {
        return work.toCompletionStage().toCompletableFuture();
    }

    /** The log has it before persistence drains the log. Counters that are not there yet have nothing to flush. */
    private Future<?> flushMetrics() {
        return deployments.whereRunning(
                ShutdownStep.METRICS, id -> Endpoints.FLUSH_METRICS.ask(vertx, new FlushMetrics(false)));
    }

    /**
     * Done when nothing waits for the log and nothing has come to it for some probes: a request may have been under
     * judgement when its intake had not yet heard of the stop.
     *
     * @param end of the log when it was last looked at
     */
    private Future<?> settled(long end, int probesToGo) {
        if (probesToGo == 0) {
            return Future.succeededFuture();
        }
        return vertx.timer(PROBE_MILLIS).compose(fired -> {
            long now = log.stats().endOffset();
            boolean quiet = admission.waiting() == 0 && now == end;
            return settled(now, quiet ? probesToGo - 1 : QUIET_PROBES);
        });
    }

    /** On a thread of its own: a slow disk may hold it up for longer than it has. */
    private CompletableFuture<?> closeLog() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread closer = new Thread(() -> closeLog(closed), "crossfade-log-closer");
        closer.setDaemon(true);
        closer.start();
        return closed;
    }

    private void closeLog(CompletableFuture<Void> closed) {
        try {
            log.close();
            closed.complete(null);
        } catch (RuntimeException failed) {
            closed.completeExceptionally(failed);
        }
    }
}
