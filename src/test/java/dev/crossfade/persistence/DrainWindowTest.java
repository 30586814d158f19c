package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What may be sent, and what is known to be committed. */
class DrainWindowTest {
    private final DrainWindow window = new DrainWindow(0, 0);

    @Test
    void whatWasReadTooEarlyIsReadAgainFromTheSamePlace() {
        DrainWindow window = new DrainWindow(0, 20);
        window.take(1, 10);
        window.reading();
        assertThat(window.wanted(10, 4)).isZero();
        window.readTooEarly();
        assertThat(window.wanted(10, 4)).isEqualTo(10);
        assertThat(window.next()).isEqualTo(11);
    }

    @Test
    void withNothingInFlightWhateverWaitsIsWanted() {
        window.grown(7);

        assertThat(window.wanted(1000, 4)).isEqualTo(7);
    }

    @Test
    void withSomethingInFlightOnlyFullBatchesAreWanted() {
        window.grown(7);
        window.take(1, 7);
        window.grown(16);
        assertThat(window.wanted(10, 4)).isZero();
        window.grown(17);
        assertThat(window.wanted(10, 4)).isEqualTo(10);
    }

    @Test
    void noMoreThanTheWindowIsInFlight() {
        window.grown(1000);
        for (int sent = 0; sent < 4; sent++) {
            assertThat(window.wanted(10, 4)).isEqualTo(10);
            window.take(window.next(), window.next() + 9);
        }
        assertThat(window.wanted(10, 4)).isZero();
    }

    @Test
    void oneReadAtATime() {
        window.grown(10);
        window.reading();

        assertThat(window.wanted(10, 4)).isZero();
    }

    @Test
    void aReadThatGaveNothingWaitsForTheLogsNextWord() {
        window.grown(10);
        window.reading();
        window.readNothing();
        assertThat(window.wanted(10, 4)).isZero();
        window.grown(10);
        assertThat(window.wanted(10, 4)).isEqualTo(10);
    }

    @Test
    void theCheckpointMovesOnlyOverWhatIsContiguous() {
        window.grown(30);
        DrainWindow.Batch first = window.take(1, 10);
        DrainWindow.Batch second = window.take(11, 20);

        assertThat(window.committed(second)).isEmpty();
        assertThat(window.committed(first)).hasValue(20);
        assertThat(window.isDrained()).isFalse();
        assertThat(window.backlog()).isEqualTo(10);
    }

    @Test
    void whatAnEarlierLifeMayHaveSentMayRepeatAndWhatCameLaterMayNot() {
        DrainWindow restarted = new DrainWindow(5, 12);
        restarted.grown(40);

        assertThat(restarted.take(6, 10).mayRepeat()).isTrue();
        assertThat(restarted.take(11, 20).mayRepeat()).isTrue();
        assertThat(restarted.take(21, 30).mayRepeat()).isFalse();
    }

    @Test
    void afterAFailureEverythingThatWasEverSentMayRepeat() {
        window.grown(40);
        DrainWindow.Batch first = window.take(1, 10);
        window.take(11, 20);
        window.take(21, 30);
        window.committed(first);
        window.rewind();

        assertThat(window.next()).isEqualTo(11);
        assertThat(window.take(11, 25).mayRepeat()).isTrue();
        assertThat(window.take(26, 35).mayRepeat()).isTrue();
        assertThat(window.take(36, 40).mayRepeat()).isFalse();
    }

    @Test
    void anAnswerFromBeforeAFailureMovesNothing() {
        window.grown(20);
        DrainWindow.Batch lost = window.take(1, 10);
        window.rewind();
        window.take(1, 20);

        assertThat(window.committed(lost)).isEmpty();
        assertThat(window.backlog()).isEqualTo(20);
    }

    /** A database that commits or loses what is in flight at random, and whose answers may get lost, ends up complete. */
    @Property(tries = 300)
    void underAnyScheduleEverythingIsStoredOnceAndInOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int records) {
        Random random = new Random(seed);
        DrainWindow drain = new DrainWindow(0, 0);
        Deque<Sent> wire = new ArrayDeque<>();
        List<Long> table = new ArrayList<>();
        TreeSet<Long> stored = new TreeSet<>();
        while (!(drain.isDrained() && stored.size() == records)) {
            drain.grown(Math.min(records, drain.next() - 1 + random.nextInt(40)));
            int wanted = drain.wanted(7, 4);
            if (wanted > 0) {
                long first = drain.next();
                wire.add(new Sent(first, first + wanted - 1, drain.take(first, first + wanted - 1)));
            }
            if (!wire.isEmpty() && random.nextBoolean()) {
                Sent sent = wire.poll();
                sent.store(table, stored);
                drain.committed(sent.batch);
            }
            if (random.nextInt(20) == 0) {
                wire.stream().limit(random.nextInt(5)).forEach(unanswered -> unanswered.store(table, stored));
                wire.clear();
                drain.rewind();
            }
        }
        assertThat(table).isSorted().hasSize(records);
    }

    private record Sent(long first, long last, DrainWindow.Batch batch) {
        void store(List<Long> table, TreeSet<Long> stored) {
            for (long offset = first; offset <= last; offset++) {
                if (stored.add(offset)) {
                    table.add(offset);
                } else {
                    assertThat(batch.mayRepeat())
                            .as("a plain batch met a duplicate")
                            .isTrue();
                }
            }
        }
    }
}
