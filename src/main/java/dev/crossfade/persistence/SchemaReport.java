package dev.crossfade.persistence;

import java.util.List;

/**
 * What a migration did.
 *
 * @param from version before; empty where there was no schema
 * @param to version now
 * @param applied version and description of each migration, in order; empty where the schema was up to date
 */
public record SchemaReport(String from, String to, List<String> applied) {
    static SchemaReport upToDate(String version) {
        return new SchemaReport(version, version, List.of());
    }

    /** One sentence for people. */
    @Override
    public String toString() {
        if (applied.isEmpty()) {
            return "schema is up to date at version " + to;
        }
        String start = from.isEmpty() ? "created schema" : "brought schema from version " + from;
        return start + (from.isEmpty() ? " at version " : " to ") + to + ": " + String.join(", ", applied);
    }
}
