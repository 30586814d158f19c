package dev.crossfade.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class AuditTest {
    private static final long RUN = 0x1234_5678_9abcL;

    private final Ledger ledger = new Ledger(2);
    private final Audit audit = new Audit(ledger, RUN);

    @Test
    void anIdTellsItsPublisherAndNumberInItsRunAlone() {
        UUID uuid = new EventId(4095, 123_456).uuid(RUN);
        assertThat(EventId.of(uuid, RUN)).contains(new EventId(4095, 123_456));
        assertThat(EventId.of(uuid, RUN + 1)).isEmpty();
        assertThat(uuid.version()).isEqualTo(8);
        assertThat(uuid.variant()).isEqualTo(2);
    }

    @Test
    void whatWasAcknowledgedAndIsNotStoredIsMissing() {
        publish(0, 0, 3);
        publish(1, 0, 1);
        row("a", 1, 0, 0);
        row("a", 2, 0, 2);
        assertThat(audit.missing().count()).isEqualTo(2);
        assertThat(audit.stored()).isEqualTo(2);
        assertThat(ledger.acknowledged()).isEqualTo(4);
    }

    @Test
    void whatWasNeverAcknowledgedMayBeStoredOrNot() {
        ledger.sent(0, 0, 2);
        ledger.doubted(0, 0, 2);
        row("a", 1, 0, 0);
        assertThat(audit.missing().count()).isZero();
        assertThat(audit.unknown().count()).isZero();
        assertThat(ledger.unanswered()).isEqualTo(2);
    }

    @Test
    void anIdThatIsThereTwiceIsCountedWithAndWithoutDoubt() {
        publish(0, 0, 2);
        ledger.doubted(0, 0, 1);
        row("a", 1, 0, 0);
        row("a", 2, 0, 0);
        row("a", 3, 0, 1);
        row("a", 4, 0, 1);
        assertThat(audit.twice().count()).isEqualTo(2);
        assertThat(audit.twiceWithoutDoubt().count()).isEqualTo(1);
        assertThat(audit.stored()).isEqualTo(2);
        assertThat(audit.publishersOutOfOrder().count()).isZero();
    }

    @Test
    void sequenceIdsOfANodeGrowByOneFromOne() {
        publish(0, 0, 6);
        row("a", 1, 0, 0);
        row("b", 1, 0, 1);
        row("a", 2, 0, 2);
        assertThat(audit.outOfOrder().count() + audit.holes().count()).isZero();
        row("a", 4, 0, 3);
        assertThat(audit.holes()).hasToString("1 [a: 4 after 2]");
        row("a", 3, 0, 4);
        row("b", 1, 0, 5);
        assertThat(audit.outOfOrder()).hasToString("2 [a: 3 after 4, b: 1 after 1]");
        assertThat(audit.nodes()).isEqualTo(2);
    }

    @Test
    void aLaterEventOfAPublisherBeforeAnEarlierOneIsOutOfOrder() {
        publish(1, 0, 2);
        row("a", 1, 1, 1);
        row("a", 2, 1, 0);
        assertThat(audit.publishersOutOfOrder().count()).isEqualTo(1);
    }

    @Test
    void theDaemonsOwnEventsCountAsRowsAndAnInventedOneIsUnknown() {
        audit.row("a", 1, UUID.randomUUID(), "crossfade");
        assertThat(audit.unknown().count()).isZero();
        row("a", 2, 0, 7);
        audit.row("a", 3, UUID.randomUUID(), Publisher.SOURCE + 0);
        assertThat(audit.unknown().count()).isEqualTo(2);
        assertThat(audit.rows()).isEqualTo(3);
    }

    private void publish(int publisher, int first, int count) {
        ledger.sent(publisher, first, count);
        ledger.acknowledged(publisher, first, count);
    }

    private void row(String node, long sequenceId, int publisher, int number) {
        audit.row(node, sequenceId, new EventId(publisher, number).uuid(RUN), Publisher.SOURCE + publisher);
    }
}
