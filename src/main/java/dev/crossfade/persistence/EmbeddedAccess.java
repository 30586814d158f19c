package dev.crossfade.persistence;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database of our own: the server is started, and the daemon comes to it as a role that may write and read events. */
record EmbeddedAccess(EmbeddedDatabase database) implements DatabaseAccess {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedAccess.class);

    @Override
    public DatabaseTarget open(Duration patience) throws IOException, SQLException {
        ClusterAccess access = database.start();
        LOG.info("database={} {}", access.owner().place(), Schema.migrate(access.owner(), patience));
        try (var connection = Schema.source(access.owner(), patience).getConnection();
                var statement = connection.createStatement()) {
            statement.execute(Sql.CREATE_DAEMON.formatted(access.daemonPassword()));
        }
        return access.daemon();
    }

    @Override
    public void close(Duration patience) throws IOException {
        database.stop(patience);
    }
}
