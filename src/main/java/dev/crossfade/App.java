package dev.crossfade;

import dev.crossfade.config.Loaded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition root: starts every part of the daemon and stops it. */
public final class App {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);

    private App() {}

    /** Runs the daemon until it is told to stop; the exit code. */
    public static int run(Loaded loaded) {
        LOG.error("not wired");
        return 1;
    }
}
