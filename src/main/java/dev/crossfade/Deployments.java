package dev.crossfade;

import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The parts that run, each known by the step of the shutdown that stops it. Safe for use by many threads. */
final class Deployments {
    private final Vertx vertx;
    /** Guarded by this, like {@link #stopping}. */
    private final Map<ShutdownStep, Future<String>> started = new EnumMap<>(ShutdownStep.class);

    private boolean stopping;

    Deployments(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Starts a part on one event loop. */
    Future<?> one(ShutdownStep part, Supplier<Deployable> verticle) {
        return deploy(part, verticle, new DeploymentOptions());
    }

    /** Starts a part on so many event loops. */
    Future<?> many(int instances, ShutdownStep part, Supplier<Deployable> verticle) {
        return deploy(part, verticle, new DeploymentOptions().setInstances(instances));
    }

    /** Starts a part that may block. */
    Future<?> worker(ShutdownStep part, Supplier<Deployable> verticle) {
        return deploy(part, verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
    }

    private synchronized Future<?> deploy(ShutdownStep part, Supplier<Deployable> verticle, DeploymentOptions options) {
        if (stopping) {
            return Future.failedFuture("told to stop");
        }
        Future<String> deployment = vertx.deployVerticle(verticle, options);
        started.put(part, deployment);
        return deployment;
    }

    /**
     * Starts no further part, and tells all that there are that a shutdown begins. Those that are still starting, and
     * may have missed it, are told once more when they have started.
     */
    synchronized void tellToStop() {
        stopping = true;
        Topics.STOPPING.publish(vertx, new Stopping());
        started.values().stream()
                .filter(deployment -> !deployment.isComplete())
                .forEach(starting -> starting.onComplete(done -> Topics.STOPPING.publish(vertx, new Stopping())));
    }

    /** Stops a part. One that is still being started is stopped once it is; one that failed to has nothing to stop. */
    Future<?> stop(ShutdownStep part) {
        return whereRunning(part, vertx::undeploy);
    }

    /** Does that once the part has started, and nothing where it has not or was never to be. */
    synchronized Future<?> whereRunning(ShutdownStep part, Function<String, Future<?>> work) {
        return started.getOrDefault(part, Future.succeededFuture())
                .otherwiseEmpty()
                .compose(id -> id == null ? Future.succeededFuture() : work.apply(id));
    }
}
