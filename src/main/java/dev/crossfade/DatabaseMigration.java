package dev.crossfade;

import dev.crossfade.config.Settings;
import dev.crossfade.persistence.DatabaseTarget;
import dev.crossfade.persistence.EmbeddedDatabase;
import dev.crossfade.persistence.Schema;
import dev.crossfade.persistence.SchemaReport;
import java.io.IOException;
import java.time.Duration;

/** What {@code crossfade migrate} does. */
public final class DatabaseMigration {
    private DatabaseMigration() {}

    /**
     * Brings the schema of the configured database up to date. Blocks; an embedded database is started for it, and
     * stopped again.
     *
     * @return what was done, for people
     * @throws IOException where the embedded database cannot be started, or a daemon is using it
     */
    public static String run(Settings settings) throws IOException {
        Duration patience = settings.flags().timeout();
        if (settings.database().uri().isPresent()) {
            return told(
                    Schema.migrate(DatabaseTarget.of(settings.database().uri().get()), patience));
        }
        EmbeddedDatabase embedded = EmbeddedDatabase.in(settings.dataDir());
        try {
            return told(Schema.migrate(embedded.start().owner(), patience));
        } finally {
            embedded.stop(settings.shutdown().timeout());
        }
    }

    private static String told(SchemaReport report) {
        StringBuilder text = new StringBuilder(report.toString());
        report.notes()
                .forEach(note ->
                        text.append(System.lineSeparator()).append("note: ").append(note));
        return text.toString();
    }
}
