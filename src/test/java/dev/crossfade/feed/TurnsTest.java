package dev.crossfade.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final List<Integer> begun = new ArrayList<>();
    private final Turns turns = new Turns(2, 3);

    @Test
    void aFewWorkAtOnceTheOthersComeInOrderAndTooManyAreTurnedAway() {
        List<Boolean> taken = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            int number = i;
            taken.add(turns.take(() -> begun.add(number)));
        }

        assertThat(taken).containsExactly(true, true, true, true, true, false);
        assertThat(begun).containsExactly(1, 2);
        turns.done();
        assertThat(begun).containsExactly(1, 2, 3);
        turns.done();
        turns.done();
        assertThat(begun).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void whenAllAreDoneTheNextBeginAtOnceAndNoMoreThanAtFirst() {
        turns.take(() -> begun.add(1));
        turns.take(() -> begun.add(2));
        turns.done();
        turns.done();

        turns.take(() -> begun.add(3));
        turns.take(() -> begun.add(4));
        turns.take(() -> begun.add(5));

        assertThat(begun).containsExactly(1, 2, 3, 4);
    }
}
