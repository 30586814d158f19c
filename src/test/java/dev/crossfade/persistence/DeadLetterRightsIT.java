package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedDeadLetters.NOW;
import static dev.crossfade.persistence.TriedDeadLetters.TABLE;
import static dev.crossfade.persistence.TriedDeadLetters.await;
import static dev.crossfade.persistence.TriedDeadLetters.letters;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Which role may do what with the queue of dead letters. */
class DeadLetterRightsIT {
    @AutoClose
    private final TriedDeadLetters queue = new TriedDeadLetters();

    private final PgDeadLetterStore store = queue.store();
    private final Roles roles = new Roles(queue.database());

    @Test
    void aReaderReadsAndChangesNothing() throws Exception {
        await(store.add(letters(1, 1), 5, NOW));

        assertThat(roles.ask("crossfade_reader", "SELECT count(*) FROM " + TABLE))
                .isEqualTo("1");
        assertThat(roles.ask("crossfade_reader", "SELECT count(*) FROM monitoring.dlq_pending_retry"))
                .isEqualTo("1");
        assertThat(roles.ask("crossfade_reader", "SELECT sum(letters) FROM monitoring.dlq_summary"))
                .isEqualTo("1");
        assertThat(roles.ask("crossfade_reader", "SELECT total FROM monitoring.get_dlq_stats()"))
                .isEqualTo("1");
        roles.assertRefused("crossfade_reader", "DELETE FROM " + TABLE);
        roles.assertRefused("crossfade_reader", "UPDATE " + TABLE + " SET status = 'failed'");
        roles.assertRefused("crossfade_reader", "SELECT monitoring.schedule_dead_letters()");
        roles.assertRefused("crossfade_reader", "SELECT monitoring.discard_dead_letter(1)");
        roles.assertRefused("crossfade_reader", "SELECT monitoring.cleanup_dead_letters('1h')");
        roles.assertRefused("crossfade_reader", "SELECT monitoring.claim_dead_letters(1, '1h')");
        roles.assertRefused("crossfade_reader", "SELECT monitoring.recover_dead_letter(1, 1)");
    }

    @Test
    void aWriterCallsTheFunctionsAndReachesNothingElse() throws Exception {
        assertThat(roles.ask(
                        "crossfade_writer",
                        "SELECT monitoring.add_dead_letters('{\"{}\"}', '{n}', '{1}', '{22000}',"
                                + " '{why}', 5, '0s')"))
                .isEqualTo("1");
        assertThat(roles.ask("crossfade_writer", "SELECT claim FROM monitoring.claim_dead_letters(1, '0s')"))
                .isEqualTo("1");
        assertThat(roles.ask(
                        "crossfade_writer",
                        "SELECT monitoring.increment_retry_count(id, 1, 'why', '22000', '0s')"
                                + " FROM monitoring.claim_dead_letter(1, '1h')"))
                .isNull();
        assertThat(roles.ask("crossfade_writer", "SELECT scheduled FROM monitoring.schedule_dead_letters()"))
                .isEqualTo("0");
        roles.assertRefused("crossfade_writer", "SELECT * FROM " + TABLE);
        roles.assertRefused("crossfade_writer", "DELETE FROM " + TABLE);
        roles.assertRefused("crossfade_writer", "SELECT * FROM monitoring.dlq_pending_retry");
        roles.assertRefused("crossfade_writer", "INSERT INTO " + TABLE + " (node) VALUES ('n')");
    }
}
