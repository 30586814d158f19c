package dev.crossfade.persistence;

import dev.crossfade.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A database with the schema in it, and what it takes to try that by hand. */
final class TriedSchema implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The numbers of the migrations that the project has, in order. */
    static final List<String> VERSIONS = versions();
    /** Inserts an event; its sequence id is to be formatted into it. */
    static final String EVENT = """
            INSERT INTO monitoring.monitoring_events (id, node, sequence_id, event_type, category, "timestamp",
                received_at, source, data, metadata, checksum, checksum_algorithm, adapters)
            VALUES (gen_random_uuid(), 'n', %d, 't', 'system', now(), current_date + interval '1 hour', 's', '{}', '{}', 'c',
                'crc32', '{websocket}')
            """;

    private final TestDatabase database = TestDatabase.migratedUnchecked();

    TestDatabase database() {
        return database;
    }

    private static List<String> versions() {
        try (Stream<Path> files = Files.list(Path.of("sql"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("V"))
                    .map(name -> name.substring(1, name.indexOf("__")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
