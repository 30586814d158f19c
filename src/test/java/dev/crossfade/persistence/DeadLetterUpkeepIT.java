package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedDeadLetters.LEASE;
import static dev.crossfade.persistence.TriedDeadLetters.NOW;
import static dev.crossfade.persistence.TriedDeadLetters.OVER;
import static dev.crossfade.persistence.TriedDeadLetters.PATIENCE;
import static dev.crossfade.persistence.TriedDeadLetters.TABLE;
import static dev.crossfade.persistence.TriedDeadLetters.all;
import static dev.crossfade.persistence.TriedDeadLetters.await;
import static dev.crossfade.persistence.TriedDeadLetters.letter;
import static dev.crossfade.persistence.TriedDeadLetters.letters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.testkit.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What an operator does with dead letters: retry them by hand, discard them, clean them up. */
class DeadLetterUpkeepIT {
    @AutoClose
    private final TriedDeadLetters queue = new TriedDeadLetters();

    private final PgDeadLetterStore store = queue.store();
    private final TestDatabase database = queue.database();

    @Test
    void byHandAFailedLetterIsTakenButNotOneThatIsBeingRetried() throws Exception {
        await(store.add(letters(1, 1), 0, NOW));
        long id = queue.onlyOne().id();

        assertThat(await(store.claimOne(id, LEASE))).isPresent();
        assertThat(await(store.claimOne(id, LEASE))).isEmpty();
        assertThat(await(store.discard(id))).isEmpty();
        assertThat(await(store.claimOne(id + 1, LEASE))).isEmpty();
    }

    @Test
    void allThatWaitOrHaveFailedAreMadeDueAndNoOthers() throws Exception {
        await(store.add(letters(1, 2), 0, NOW));
        await(store.add(letters(3, 3), 5, NOW));
        await(store.recover(await(store.claim(1, LEASE)).get(0)));
        await(store.add(letters(4, 4), 5, Duration.ofMinutes(-1)));
        await(store.claim(1, LEASE));
        await(store.add(letters(5, 6), 5, Duration.ofHours(1)));

        assertThat(await(store.schedule())).isEqualTo(4);
        assertThat(queue.taken(10)).containsExactlyInAnyOrder(1L, 2L, 5L, 6L);
    }

    @Test
    void manyAreScheduledAndCleanedUpInPortions() throws Exception {
        PgDeadLetterStore inPortions = new PgDeadLetterStore(queue.pool(), PATIENCE, 3);
        await(store.add(letters(1, 9), 0, NOW));

        assertThat(await(inPortions.schedule())).isEqualTo(9);
        assertThat(await(store.claim(100, LEASE))).hasSize(9);
        assertThat(await(inPortions.schedule())).isZero();
        await(store.add(letters(10, 17), 0, NOW));
        assertThat(await(inPortions.cleanup(NOW))).isEqualTo(8);
        assertThat(await(inPortions.cleanup(NOW))).isZero();
    }

    @Test
    void aDiscardedLetterIsAnsweredAndGone() throws Exception {
        await(store.add(letters(1, 1), 5, NOW));
        StoredDeadLetter letter = queue.onlyOne();

        assertThat(await(store.discard(letter.id()))).contains(letter);
        assertThat(await(store.discard(letter.id()))).isEmpty();
        assertThat(await(store.page(all(10))).letters()).isEmpty();
    }

    @Test
    void onlyRecoveredAndFailedLettersOfThatAgeAreCleanedUp() throws Exception {
        await(store.add(letters(1, 1), 0, NOW));
        await(store.add(letters(2, 2), 5, NOW));
        await(store.recover(await(store.claim(1, LEASE)).get(0)));
        await(store.add(letters(3, 3), 5, NOW));
        await(store.claim(1, LEASE));
        await(store.add(letters(4, 4), 5, NOW));

        assertThat(await(store.cleanup(Duration.ofHours(1)))).isZero();
        database.ask("UPDATE " + TABLE + " SET created_at = created_at - interval '2h', last_retry_at = last_retry_at"
                + " - interval '2h', recovered_at = recovered_at - interval '2h'");
        assertThat(await(store.cleanup(Duration.ofHours(3)))).isZero();
        assertThat(await(store.cleanup(Duration.ofHours(1)))).isEqualTo(2);
        assertThat(await(store.page(all(10))).letters())
                .extracting(StoredDeadLetter::sequenceId)
                .containsExactly(4L, 3L);
        assertThatThrownBy(() -> await(store.cleanup(OVER))).hasMessageContaining("expected an age of 0 or more");
    }
}
