package dev.crossfade.persistence;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database that others run: its schema is brought up to date, and that is all that is ours to do. */
final class ExternalAccess implements DatabaseAccess {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalAccess.class);

    private final DatabaseTarget target;
    private final Set<String> told = new HashSet<>();

    ExternalAccess(DatabaseTarget target) {
        this.target = target;
    }

    @Override
    public DatabaseTarget open(Duration patience) {
        SchemaReport report = Schema.migrate(target, patience);
        // The database is opened again and again while it is in trouble: only a change is news.
        if (report.applied().isEmpty()) {
            LOG.debug("database={} {}", target.place(), report);
        } else {
            LOG.info("database={} {}", target.place(), report);
        }
        report.notes().stream().filter(told::add).forEach(note -> LOG.warn("database={} {}", target.place(), note));
        return target;
    }

    @Override
    public void close(Duration patience) {
        // Nothing here is ours.
    }
}
