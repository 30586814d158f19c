package dev.crossfade.persistence;

import java.util.List;

/**
 * What a migration did.
 *
 * @param from version before; empty where there was no schema
 * @param to version now; empty where it may not be read
 * @param applied version and description of each migration, in order; empty where the schema was up to date
 */
public record SchemaReport(String from, String to, List<String> applied) {
    /** The schema belongs to others, and the role may not see its version. */
    static SchemaReport hidden() {
        return new SchemaReport("", "", List.of());
    }

    static SchemaReport upToDate(String version) {
        return new SchemaReport(version, version, List.of());
    }

    /** One sentence for people. */
    @Override
    public String toString() {
        if (to.isEmpty()) {
            return "schema belongs to others and its version may not be read: taken to be up to date";
        }
        if (applied.isEmpty()) {
            return "schema is up to date at version " + to;
        }
        String start = from.isEmpty() ? "created schema" : "brought schema from version " + from;
        return start + (from.isEmpty() ? " at version " : " to ") + to + ": " + String.join(", ", applied);
    }
}
