package dev.crossfade.persistence;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database that others run: its schema is brought up to date, and that is all that is ours to do. */
record ExternalAccess(DatabaseTarget target) implements DatabaseAccess {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalAccess.class);

    @Override
    public DatabaseTarget open(Duration patience) {
        SchemaReport report = Schema.migrate(target, patience);
        // The database is opened again and again while it is in trouble: only a change is news.
        if (report.applied().isEmpty()) {
            LOG.debug("database={} {}", target.place(), report);
        } else {
            LOG.info("database={} {}", target.place(), report);
        }
        return target;
    }

    @Override
    public void close(Duration patience) {
        // Nothing here is ours.
    }
}
