package dev.crossfade;

import dev.crossfade.config.Settings;
import dev.crossfade.control.Configuration;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The daemon as a process: starts the app, says that it is ready, waits for a signal, stops. Blocks its thread.
 *
 * <p>From the first signal on the time runs, also where the start is still under way, and a watchdog sees to the end.
 */
final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final int FAILED = 1;

    private final Configuration configuration;
    private final Settings settings;
    private final PrintStream out;
    private volatile App running;
    private final CompletableFuture<ShutdownProgress> stopping = new CompletableFuture<>();

    private Daemon(Configuration configuration, PrintStream out) {
        this.configuration = configuration;
        this.settings = configuration.snapshot().settings();
        this.out = out;
    }

    /**
     * Runs until SIGTERM or SIGINT; a second signal ends the process at once.
     *
     * @return the exit code: 0 when all was finished, 1 when the start failed or the stop left something
     */
    static int run(Configuration configuration) {
        return new Daemon(configuration, System.out).runUntilSignalled();
    }

    private int runUntilSignalled() {
        Signals.register("TERM", this::signal);
        Signals.register("INT", this::signal);
        App app;
        try {
            app = App.open(configuration, Clock.systemUTC());
        } catch (IOException unusable) {
            sayWhy(unusable);
            return FAILED;
        }
        running = app;
        return startAndStop(app);
    }

    private int startAndStop(App app) {
        try {
            CompletableFuture<?> started = stopping.isDone() ? stopping : app.start();
            CompletableFuture.anyOf(started, stopping).join();
        } catch (CompletionException failed) {
            sayWhy(failed.getCause());
            stop(app, beginToStop());
            return FAILED;
        }
        if (!stopping.isDone()) {
            out.println("crossfade ready http://" + authority(settings.http().host(), app.port()));
        }
        return stop(app, stopping.join());
    }

    private static int stop(App app, ShutdownProgress progress) {
        LOG.info("stopping");
        ShutdownReport report = app.stop(progress);
        for (ShutdownReport.Outcome outcome : report.outcomes()) {
            LOG.atLevel(outcome.isFinished() ? Level.INFO : Level.WARN).log(outcome.line());
        }
        LOG.atLevel(report.isClean() ? Level.INFO : Level.WARN).log(report.summary());
        return report.exitCode();
    }

    private void signal() {
        ShutdownProgress progress = beginToStop();
        if (!stopping.complete(progress)) {
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private ShutdownProgress beginToStop() {
        App app = running;
        Duration timeout = app == null ? settings.shutdown().timeout() : app.shutdownTimeout();
        ShutdownProgress progress = new ShutdownProgress(timeout, System::nanoTime);
        ShutdownWatchdog.start(
                timeout.plus(ShutdownWatchdog.GRACE),
                progress::current,
                Daemon::sayWhatHangs,
                Runtime.getRuntime()::halt);
        return progress;
    }

    private static void sayWhatHangs(String step) {
        LOG.error(
                "shutdown not over in time, ending the process step=\"{}\" what is left stays in the event log for the"
                        + " next start",
                step);
    }

    private void sayWhy(Throwable failure) {
        if (failure instanceof BindException taken) {
            LOG.error(
                    "cannot start reason=\"{} cannot be listened on: {}; choose another with --host and --port\"",
                    authority(settings.http().host(), settings.http().port()),
                    taken.getMessage());
        } else if (failure instanceof IOException unusable) {
            LOG.error("cannot start reason=\"{}\"", unusable.getMessage());
        } else {
            LOG.error("cannot start, unexpected failure", failure);
        }
    }

    private static String authority(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
