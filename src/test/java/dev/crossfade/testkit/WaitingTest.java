package dev.crossfade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WaitingTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void whatIsTrueIsAskedOnceAndOnTheThreadOfWhoWaits() {
        List<Thread> asked = new ArrayList<>();

        Waiting.until(LONG, "it is asked", () -> asked.add(Thread.currentThread()));

        assertThat(asked).containsExactly(Thread.currentThread());
    }

    @Test
    void theAnswerThatIsAsWishedIsGiven() {
        List<Integer> asked = new ArrayList<>();

        Integer answer = Waiting.forThat(LONG, () -> next(asked), number -> number == 3);

        assertThat(answer).isEqualTo(3);
        assertThat(asked).containsExactly(1, 2, 3);
    }

    @Test
    void aWaitInVainFailsWithWhatWasWaitedFor() {
        assertThatThrownBy(() -> Waiting.until(SHORT, "the end of the world", () -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the end of the world")
                .hasMessageContaining("50 milliseconds");
    }

    @Test
    void aWaitInVainFailsWithTheLastAnswerAndWhatTheWitnessSays() {
        List<Integer> asked = new ArrayList<>();

        assertThatThrownBy(() -> Waiting.orSay(
                        () -> "so says the witness of " + asked.size(),
                        () -> Waiting.forThat(SHORT, () -> "answer " + next(asked), answer -> false)))
                .isInstanceOf(AssertionError.class)
                .satisfies(failed -> assertThat(failed)
                        .hasMessageContaining("\"answer " + asked.size() + "\"")
                        .hasMessageContaining("so says the witness of " + asked.size()));
    }

    @Test
    void aQuestionThatThrowsFailsTheTestAtOnce() {
        List<Integer> asked = new ArrayList<>();

        assertThatThrownBy(() -> Waiting.forThat(
                        LONG,
                        () -> {
                            next(asked);
                            throw new IOException("gone");
                        },
                        answer -> true))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
        assertThat(asked).hasSize(1);
    }

    private static Integer next(List<Integer> asked) {
        asked.add(asked.size() + 1);
        return asked.size();
    }
}
