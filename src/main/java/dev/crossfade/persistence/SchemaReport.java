package dev.crossfade.persistence;

import java.util.List;

/**
 * What a migration did.
 *
 * @param from version before; empty where there was no schema
 * @param to version now; empty where it may not be read
 * @param applied version and description of each migration, in order; empty where the schema was up to date
 * @param notes what somebody should know of the rights in it, a sentence each: what others were granted just now, and what
 *     is missing
 */
public record SchemaReport(String from, String to, List<String> applied, List<String> notes) {
    /** The schema belongs to others, and the role may not see its version. */
    static SchemaReport hidden() {
        return new SchemaReport("", "", List.of(), List.of());
    }

    static SchemaReport upToDate(String version) {
        return new SchemaReport(version, version, List.of(), List.of());
    }

    SchemaReport with(List<String> told) {
        return new SchemaReport(from, to, applied, List.copyOf(told));
    }

    /** One sentence for people; the notes are not in it. */
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
