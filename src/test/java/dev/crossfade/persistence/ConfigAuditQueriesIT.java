package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedAudit.NOON;
import static dev.crossfade.persistence.TriedAudit.PERCENTAGE;
import static dev.crossfade.persistence.TriedAudit.any;
import static dev.crossfade.persistence.TriedAudit.row;
import static dev.crossfade.persistence.TriedAudit.withReason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.AuditPage;
import dev.crossfade.bus.AuditQuery;
import dev.crossfade.bus.StoredOverride;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditRow.OverrideChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Audit rows and overrides as they are asked for again. */
class ConfigAuditQueriesIT {
    @AutoClose
    private final TriedWritePath path = new TriedWritePath();

    private final TriedAudit audit = new TriedAudit(path);

    @Test
    void anOverrideIsWhatItsLatestChangeSaysInWhateverOrderTheChangesCome() throws Exception {
        path.deploy(path.database().daemon());
        audit.note(row("flags.MONITORING_TIMEOUT_MS", 1, 9000, OverrideChange.SET, NOON.plusSeconds(2)));
        audit.note(row("flags.MONITORING_TIMEOUT_MS", 2, 7000, OverrideChange.SET, NOON.plusSeconds(1)));
        audit.note(row("dual_write.global_override", 3, null, OverrideChange.DROPPED, NOON.plusSeconds(2)));
        audit.note(row("dual_write.global_override", 4, "websocket_only", OverrideChange.SET, NOON));
        audit.note(row("file.only", 5, true, OverrideChange.NONE, NOON));
        audit.note(
                row(PERCENTAGE, 6, 10, OverrideChange.SET, NOON),
                row(PERCENTAGE, 7, null, OverrideChange.DROPPED, NOON.plusSeconds(1)),
                row(PERCENTAGE, 8, List.of("websocket", "realtime"), OverrideChange.SET, NOON.plusSeconds(2)));
        path.awaitStored();

        assertThat(audit.overrides())
                .containsExactly(
                        new StoredOverride(
                                PERCENTAGE,
                                List.of("websocket", "realtime"),
                                false,
                                "anna",
                                "because 8",
                                NOON.plusSeconds(2),
                                8,
                                "node-1"),
                        new StoredOverride(
                                "dual_write.global_override",
                                null,
                                true,
                                "anna",
                                "because 3",
                                NOON.plusSeconds(2),
                                3,
                                "node-1"),
                        new StoredOverride(
                                "flags.MONITORING_TIMEOUT_MS",
                                9000L,
                                false,
                                "anna",
                                "because 1",
                                NOON.plusSeconds(2),
                                1,
                                "node-1"));
        assertThat(audit.page(any(100)).rows()).hasSize(8);
    }

    @Test
    void aListIsFilteredByEverythingThatCanBeAskedAndGoesOnFromItsCursor() throws Exception {
        path.deploy(path.database().daemon());
        audit.note(
                row("dual_write.categories", 1, 1, OverrideChange.NONE, NOON),
                row(PERCENTAGE, 2, 1.5, OverrideChange.NONE, NOON.plusSeconds(1)),
                row("dual_write.categories_more", 3, "a", OverrideChange.NONE, NOON.plusSeconds(2)),
                new AuditRow(
                        UUID.randomUUID(), NOON, "file", "file", "ingest.x_%", null, false, "", 4, OverrideChange.NONE),
                row("dual_write", 5, 1, OverrideChange.NONE, NOON.plusSeconds(3)));
        path.awaitStored();

        assertThat(versions(query().key("dual_write.categories"))).containsExactly(2L, 1L);
        assertThat(versions(query().key("dual_write"))).containsExactly(5L, 3L, 2L, 1L);
        assertThat(versions(query().key(PERCENTAGE))).containsExactly(2L);
        assertThat(versions(query().key("%"))).isEmpty();
        assertThat(versions(query().actor("file"))).containsExactly(4L);
        assertThat(versions(query().layer("override"))).containsExactly(5L, 3L, 2L, 1L);
        assertThat(versions(query().from(NOON.plusSeconds(1)).to(NOON.plusSeconds(3))))
                .containsExactly(3L, 2L);
        AuditPage first = audit.page(query().limit(2).build());
        assertThat(first.rows()).extracting(AuditRow::version).containsExactly(5L, 4L);
        AuditPage second = audit.page(query().limit(2).before(first.next()).build());
        assertThat(second.rows()).extracting(AuditRow::version).containsExactly(3L, 2L);
        AuditPage third = audit.page(query().limit(2).before(second.next()).build());
        assertThat(third.rows()).extracting(AuditRow::version).containsExactly(1L);
        assertThat(third.next()).isEmpty();
        assertThat(audit.page(query().limit(5).build()).next()).isEmpty();
    }

    @Test
    void aReasonMayHoldAnyCharacter() throws Exception {
        path.deploy(path.database().daemon());
        String odd = "ä€😀 \"quoted\" \\u0000 \\ \n\t'; DROP TABLE x; --";
        audit.note(withReason(odd), withReason("nul \0 and \\\0 end"));
        path.awaitStored();

        assertThat(audit.page(any(10)).rows())
                .extracting(AuditRow::reason)
                .containsExactly("nul \ufffd and \\\ufffd end", odd);
    }

    private static Query query() {
        return new Query();
    }

    private List<Long> versions(Query query) throws Exception {
        return audit.page(query.build()).rows().stream().map(AuditRow::version).toList();
    }

    /** A question, put together from what it asks. */
    private static final class Query {
        private Optional<String> actor = Optional.empty();
        private Optional<String> layer = Optional.empty();
        private Optional<String> key = Optional.empty();
        private Optional<Instant> from = Optional.empty();
        private Optional<Instant> to = Optional.empty();
        private OptionalLong before = OptionalLong.empty();
        private int limit = 100;

        Query actor(String wanted) {
            actor = Optional.of(wanted);
            return this;
        }

        Query layer(String wanted) {
            layer = Optional.of(wanted);
            return this;
        }

        Query key(String wanted) {
            key = Optional.of(wanted);
            return this;
        }

        Query from(Instant wanted) {
            from = Optional.of(wanted);
            return this;
        }

        Query to(Instant wanted) {
            to = Optional.of(wanted);
            return this;
        }

        Query before(OptionalLong cursor) {
            before = cursor;
            return this;
        }

        Query limit(int most) {
            limit = most;
            return this;
        }

        AuditQuery build() {
            return new AuditQuery(actor, layer, key, from, to, before, limit);
        }
    }
}
