package dev.crossfade.persistence;

import dev.crossfade.config.Settings;
import java.time.Duration;

/** How the daemon gets at its database; every call blocks. Belongs to one thread at a time. */
public interface DatabaseAccess {

    /**
     * Sees to it that the database is there and its schema up to date. Called again whenever the database has gone
     * away.
     *
     * @param patience for connections to come about
     * @return where the daemon's own connections go
     * @throws Exception where that is impossible now; its message is fit for an operator
     */
    DatabaseTarget open(Duration patience) throws Exception;

    /** Lets go of it; what is ours is stopped, within the patience gently. */
    void close(Duration patience) throws Exception;

    /** The database that the settings name. */
    static DatabaseAccess of(Settings settings) {
        return settings.database().mode() == Settings.Database.Mode.EMBEDDED
                ? embedded(EmbeddedDatabase.in(settings.dataDir()))
                : external(DatabaseTarget.of(settings.database().uri().orElseThrow()));
    }

    /** A database that others run. */
    static DatabaseAccess external(DatabaseTarget target) {
        return new ExternalAccess(target);
    }

    /** A database of our own. */
    static DatabaseAccess embedded(EmbeddedDatabase database) {
        return new EmbeddedAccess(database);
    }
}
