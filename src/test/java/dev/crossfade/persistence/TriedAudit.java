package dev.crossfade.persistence;

import dev.crossfade.bus.AuditPage;
import dev.crossfade.bus.AuditQuery;
import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.StoredOverride;
import dev.crossfade.bus.StoredOverridesQuery;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditRow.OverrideChange;
import dev.crossfade.config.PlainValue;
import dev.crossfade.eventlog.Note;
import dev.crossfade.testkit.MemoryEventLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/** Audit rows on a write path: made, noted in the event log and asked for again. */
final class TriedAudit {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456Z");
    static final String PERCENTAGE = "dual_write.categories.debug.percentage";
    static final String AUDIT = "monitoring.config_audit";
    static final String EVENTS = "monitoring.monitoring_events";

    private final TriedWritePath path;

    TriedAudit(TriedWritePath path) {
        this.path = path;
    }

    static AuditRow row(String key, long version, Object now, OverrideChange change) {
        return row(key, version, now, change, NOON.plusSeconds(version));
    }

    static AuditRow row(String key, long version, Object now, OverrideChange change, Instant at) {
        return new AuditRow(
                UUID.randomUUID(),
                at,
                "anna",
                "override",
                key,
                100L,
                PlainValue.of(now),
                "because " + version,
                version,
                change);
    }

    static AuditRow withReason(String reason) {
        return new AuditRow(
                UUID.randomUUID(), NOON, "anna", "override", PERCENTAGE, null, 1, reason, 1, OverrideChange.NONE);
    }

    static Note noteOf(AuditRow row) {
        return new Note(Note.Kind.AUDIT, AuditRowJson.of(row).toBuffer().getBytes());
    }

    void note(AuditRow... rows) throws Exception {
        note(path.log(), rows);
    }

    static void note(MemoryEventLog into, AuditRow... rows) throws Exception {
        TriedWritePath.note(into, Stream.of(rows).map(TriedAudit::noteOf).toList());
    }

    static AuditQuery any(int limit) {
        return new AuditQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                limit);
    }

    AuditPage page(AuditQuery query) throws Exception {
        return TriedWritePath.await(Endpoints.AUDIT.ask(path.vertx(), query));
    }

    List<StoredOverride> overrides() throws Exception {
        return TriedWritePath.await(Endpoints.STORED_OVERRIDES.ask(path.vertx(), new StoredOverridesQuery()))
                .overrides();
    }
}
