package dev.crossfade.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Which ids are known, for how long, and what that takes. */
final class RecentIdsTest {
    private static final int WINDOW = 10;
    private static final long SEED = 0x1234_5678_9abc_def0L;

    @Test
    void anIdIsKnownForTheWholeWindowAndNoLonger() {
        RecentIds ids = new RecentIds(100, WINDOW, SEED);
        assertThat(ids.add(1, 2, 0)).isTrue();
        assertThat(ids.add(1, 2, WINDOW)).isFalse();
        assertThat(ids.add(1, 2, WINDOW + 1)).isTrue();
        assertThat(ids.add(2, 1, WINDOW + 1)).isTrue();
    }

    @Test
    void beingAskedForDoesNotMakeAnIdYounger() {
        RecentIds ids = new RecentIds(100, WINDOW, SEED);
        ids.add(1, 1, 0);
        assertThat(ids.add(1, 1, 6)).isFalse();
        assertThat(ids.add(1, 1, 12)).isTrue();
    }

    @Test
    void theOldestMakeRoomForTheNewest() {
        RecentIds ids = new RecentIds(3, WINDOW, SEED);
        IntStream.range(0, 5).forEach(id -> ids.add(0, id, 0));
        assertThat(ids.size()).isEqualTo(3);
        assertThat(ids.add(0, 4, 0)).isFalse();
        assertThat(ids.add(0, 2, 0)).isFalse();
        assertThat(ids.add(0, 1, 0)).isTrue();
    }

    @Test
    void aClockThatRunsBackwardsStandsStill() {
        RecentIds ids = new RecentIds(100, WINDOW, SEED);
        ids.add(1, 1, 1_000_000);
        ids.add(2, 2, 5);
        assertThat(ids.add(1, 1, 6)).isFalse();
        assertThat(ids.add(2, 2, 1_000_000 + WINDOW)).isFalse();
        assertThat(ids.add(2, 2, 1_000_001 + WINDOW)).isTrue();
    }

    @Test
    void withoutCapacityNothingIsKnown() {
        RecentIds ids = new RecentIds(0, WINDOW, SEED);
        assertThat(ids.add(1, 1, 0)).isTrue();
        assertThat(ids.add(1, 1, 0)).isTrue();
    }

    @Test
    void anIdTakesLessThanThirtyBytesAndAnEmptySetNextToNone() {
        int capacity = 500_000;
        RecentIds ids = new RecentIds(capacity, WINDOW, SEED);
        assertThat(ids.bytes()).isLessThan(4_000);
        IntStream.range(0, capacity).forEach(id -> ids.add(0, id, 0));
        assertThat(ids.size()).isEqualTo(capacity);
        assertThat(ids.bytes()).isLessThan(30L * capacity);
    }

    /** One thing done to the set. */
    interface Step {
        void doTo(RecentIds ids, Model model);
    }

    record Add(int id, int later) implements Step {
        @Override
        public void doTo(RecentIds ids, Model model) {
            model.second += later;
            // Few different hashes, so that the probing is put to work.
            assertThat(ids.add(id % 3, id, model.second)).isEqualTo(model.add(id));
        }
    }

    record Mark() implements Step {
        @Override
        public void doTo(RecentIds ids, Model model) {
            model.mark = ids.mark();
            model.sinceMark = 0;
        }
    }

    record TakeBack() implements Step {
        @Override
        public void doTo(RecentIds ids, Model model) {
            ids.takeBack(model.mark);
            model.takeBack();
        }
    }

    /** The same by the book. */
    private static final class Model {
        private final int capacity;
        private final List<int[]> known = new ArrayList<>();
        private int second;
        private long mark;
        private int sinceMark;

        Model(int capacity) {
            this.capacity = capacity;
        }

        boolean add(int id) {
            known.removeIf(one -> second - one[1] > WINDOW);
            if (known.stream().anyMatch(one -> one[0] == id)) {
                return false;
            }
            if (known.size() == capacity) {
                known.remove(0);
            }
            known.add(new int[] {id, second});
            sinceMark++;
            return true;
        }

        void takeBack() {
            int kept = Math.max(0, known.size() - sinceMark);
            known.subList(kept, known.size()).clear();
            sinceMark = 0;
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> add = Arbitraries.integers().between(0, 400).flatMap(id -> Arbitraries.frequency(
                        Tuple.of(30, 0), Tuple.of(3, 1), Tuple.of(1, 11))
                .map(later -> new Add(id, later)));
        return Arbitraries.frequencyOf(
                        Tuple.of(40, add),
                        Tuple.of(2, Arbitraries.just(new Mark())),
                        Tuple.of(1, Arbitraries.just(new TakeBack())))
                .list()
                .ofMinSize(1)
                .ofMaxSize(600);
    }

    @Property(tries = 300)
    void itKnowsWhatTheModelKnows(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 300) int capacity) {
        RecentIds ids = new RecentIds(capacity, WINDOW, SEED);
        Model model = new Model(capacity);
        steps.forEach(step -> step.doTo(ids, model));
        assertThat(ids.size()).isEqualTo(model.known.size());
        for (int[] one : List.copyOf(model.known)) {
            assertThat(ids.add(one[0] % 3, one[0], model.second)).isEqualTo(model.add(one[0]));
        }
    }
}
