package dev.crossfade;

import dev.crossfade.config.Loaded;
import dev.crossfade.config.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon as a process: starts the app, says that it is ready, waits for a signal, stops. Blocks its thread. */
final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final int DONE = 0;
    private static final int FAILED = 1;

    private final PrintStream out;
    private final CountDownLatch signalled = new CountDownLatch(1);

    private Daemon(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs until SIGTERM or SIGINT; a second signal ends the process at once.
     *
     * @return the exit code: 0 when all was finished, 1 when the start failed or the stop left something
     */
    static int run(Loaded loaded) {
        return new Daemon(System.out).runUntilSignalled(loaded.settings());
    }

    private int runUntilSignalled(Settings settings) {
        Signals.register("TERM", this::signal);
        Signals.register("INT", this::signal);
        try {
            App app = App.start(settings, Clock.systemUTC());
            out.println("crossfade ready http://" + authority(settings.http().host(), app.port()));
            signalled.await();
            return stop(app);
        } catch (BindException taken) {
            LOG.error(
                    "cannot start reason=\"{} cannot be listened on: {}; choose another with --host and --port\"",
                    authority(settings.http().host(), settings.http().port()),
                    taken.getMessage());
        } catch (IOException unusable) {
            LOG.error("cannot start reason=\"{}\"", unusable.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    private static int stop(App app) {
        LOG.info("stopping");
        List<String> unfinished = app.stop();
        if (unfinished.isEmpty()) {
            LOG.info("stopped");
            return DONE;
        }
        LOG.warn("stopped unfinished={} what is left stays in the event log for the next start", unfinished);
        return FAILED;
    }

    private void signal() {
        if (signalled.getCount() == 0) {
            Runtime.getRuntime().halt(FAILED);
        }
        signalled.countDown();
    }

    private static String authority(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
