package dev.crossfade.persistence;

import dev.crossfade.bus.CurrentSettings;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the partitions of the days to come, drops those whose events are kept no longer, and with them the cursors of
 * clients that have not come for as long.
 */
final class PartitionWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWriter.class);
    private static final int DAYS_AHEAD = 2;

    private final Clock clock;
    private final CurrentSettings current;
    private String told = "";

    /**
     * @param clock in UTC; says which day it is
     * @param current say how long events are kept
     */
    PartitionWriter(Clock clock, CurrentSettings current) {
        this.clock = clock;
        this.current = current;
    }

    /** To be called more than once a day. The same failure is logged once; a role may lack the right for good. */
    Future<Void> care(PgEventStore store) {
        LocalDate today = LocalDate.now(clock);
        Duration keep = current.settings().retention().events();
        LocalDate oldest = LocalDate.ofInstant(clock.instant().minus(keep), clock.getZone());
        return store.upkeep()
                .ensurePartitions(today, today.plusDays(DAYS_AHEAD))
                .compose(ensured -> store.upkeep().dropPartitions(oldest))
                .onSuccess(dropped -> LOG.debug("partitions cared for dropped={}", dropped))
                .compose(cared -> store.reading().feed(feed -> feed.prune(keep)))
                .onFailure(this::tell)
                .mapEmpty();
    }

    private void tell(Throwable failure) {
        String problem = String.valueOf(failure.getMessage());
        if (!problem.equals(told)) {
            LOG.warn("partitions not cared for problem=\"{}\"", problem);
        }
        told = problem;
    }
}
