package dev.crossfade.config;

import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.ClassificationRule;
import dev.crossfade.event.HmacKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that can be set, in force together; one immutable snapshot. Sizes are bytes. */
public record Settings(
        Http http,
        Auth auth,
        Ingest ingest,
        Classification classification,
        Flags flags,
        DualWrite dualWrite,
        Guard guard,
        Checksums checksums,
        Parity parity,
        Log eventLog,
        Database database,
        DeadLetters deadLetters,
        Retention retention,
        Alerts alerts,
        SelfMonitoring selfMonitoring,
        Shutdown shutdown,
        Path dataDir) {

    /**
     * The HTTP server.
     *
     * @param port 0 to 65535; 0 takes any free one
     * @param maxBody largest request body after inflation
     * @param maxConnections open connections, further ones are closed at once
     * @param allowedOrigins origins, besides the daemon's own, whose pages may call it; {@code scheme://host[:port]}
     * @param clientBuffer most bytes held for one live client that reads too slowly
     */
    public record Http(
            String host, int port, int maxBody, int maxConnections, List<String> allowedOrigins, int clientBuffer) {}

    /** Who may call: nobody is asked ({@code NONE}, on a loopback host only) or everybody shows a key. */
    public record Auth(Auth.Mode mode, List<Key> keys) {
        public enum Mode {
            NONE,
            KEYS
        }

        public enum Role {
            INGEST,
            READ,
            ADMIN
        }

        /**
         * A key that is known by its hash alone.
         *
         * @param sha256 lower-case hex of the SHA-256 of the key
         */
        public record Key(String name, Set<Role> roles, String sha256) {}
    }

    /**
     * The doors for publishers.
     *
     * @param maxEventBytes largest single event
     * @param maxBatchEvents most events in one request
     * @param maxInFlight most events that may wait for the log at once, over all doors
     * @param stickyKey what the routing bucket is taken from
     */
    public record Ingest(int maxEventBytes, int maxBatchEvents, int maxInFlight, StickyKey stickyKey) {
        public enum StickyKey {
            ID,
            SOURCE
        }
    }

    /** Configured classification rules, in order; the first that matches wins. */
    public record Classification(List<ClassificationRule> rules) {}

    /**
     * When the guard sets categories back to {@code websocket}, until an operator drops that.
     *
     * @param rollbackTrips so many trips of {@code realtime}; 0 for never
     * @param rollbackWindow within this time
     */
    public record Guard(int rollbackTrips, Duration rollbackWindow) {}

    /**
     * How checksums are made.
     *
     * @param algorithms of each category; complete
     * @param keys there is one at least where an algorithm needs one
     */
    public record Checksums(Map<Category, ChecksumAlgorithm> algorithms, HmacKeys keys) {}

    /**
     * The comparison of what the two adapters delivered.
     *
     * @param matchWindow what an adapter has passed over for so long is missing; what it delivers later than this after
     *     receipt is late
     * @param window the sliding window that rates are taken over
     * @param minSample comparisons in the window below which a rate is not judged
     * @param thresholds the rate of mismatches, in percent, from which on it counts, of each category; complete
     * @param maxPending most events that are followed at once; beyond it the oldest are given up unverified
     */
    public record Parity(
            Duration matchWindow, Duration window, int minSample, Map<Category, Double> thresholds, int maxPending) {}

    /**
     * The event log.
     *
     * @param maxBytes over it, appends are refused
     * @param maxAge while an event has waited longer to be stored, appends are refused; empty for no bound
     * @param syncInterval least time between two syncs to disk; zero syncs as soon as something waits
     */
    public record Log(long maxBytes, Optional<Duration> maxAge, Duration syncInterval, Duplicates duplicates) {
        /**
         * How long an id that a publisher gave is known.
         *
         * @param window at the least, unless so many newer ids came
         * @param ids so many; 0 knows none
         */
        public record Duplicates(Duration window, int ids) {}
    }

    /**
     * The database.
     *
     * @param uri {@code postgresql://user:password@host:port/database}, with mode external only
     * @param poolSize connections for reading; the writer has one of its own
     */
    public record Database(Database.Mode mode, Optional<URI> uri, int poolSize, Breaker breaker, Retry retry) {
        public enum Mode {
            EMBEDDED,
            EXTERNAL
        }

        /**
         * When writing is given up for a while.
         *
         * @param failures so many operations that failed within {@code window}, with none that succeeded between, open it
         * @param window the time that the database itself took to fail does not count
         * @param resetTimeout from opening to the one probe that may close it
         */
        public record Breaker(int failures, Duration window, Duration resetTimeout) {}

        /**
         * How one operation is tried again before it counts as failed.
         *
         * @param attempts in all, the first included
         * @param initialDelay before the n-th new attempt: random between 0 and this doubled n - 1 times
         * @param maxDelay bound on that
         * @param deadline after it no new attempt begins
         */
        public record Retry(int attempts, Duration initialDelay, Duration maxDelay, Duration deadline) {}

        /** Leaves out the URI, since it may hold a password. */
        @Override
        public String toString() {
            return "Database[mode=" + mode + ", poolSize=" + poolSize + "]";
        }
    }

    /**
     * Writes that the database refuses for good.
     *
     * @param maxRetries so many retries by itself, then the dead letter has failed
     * @param keep how long those are kept that are recovered or have failed
     */
    public record DeadLetters(int maxRetries, Duration keep) {}

    /** How long stored rows are kept. */
    public record Retention(Duration events, Duration metrics, Duration hourly, Duration daily) {}

    /** The events that the daemon publishes about itself. */
    public record SelfMonitoring(boolean enabled, Duration interval) {}

    /** Shutdown: everything is over within {@code timeout}. */
    public record Shutdown(Duration timeout) {}
}
