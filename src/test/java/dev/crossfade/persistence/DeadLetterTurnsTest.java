package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadLetterTurnsTest {
    private final DeadLetterTurns turns = new DeadLetterTurns();

    @Test
    void aRoundThatIsAskedForWhileOneRunsFollowsItOnce() {
        assertThat(turns.begin()).isTrue();
        assertThat(turns.begin()).isFalse();
        assertThat(turns.begin()).isFalse();
        assertThat(turns.end()).isTrue();
        assertThat(turns.isRunning()).isTrue();
        assertThat(turns.end()).isFalse();
        assertThat(turns.isRunning()).isFalse();
    }

    @Test
    void afterTheEndARoundBeginsAnew() {
        turns.begin();
        turns.end();

        assertThat(turns.begin()).isTrue();
    }

    @Test
    void afterAStopNoRoundBegins() {
        turns.begin();
        turns.begin();
        turns.stop();

        assertThat(turns.end()).isFalse();
        assertThat(turns.begin()).isFalse();
        assertThat(turns.isRunning()).isFalse();
    }
}
