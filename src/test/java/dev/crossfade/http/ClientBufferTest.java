package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientBufferTest {
    private static final int LIMIT = 100;
    private final ClientBuffer buffer = new ClientBuffer(LIMIT, new ByteBudget(100 * LIMIT));

    @Test
    void framesAreAdmittedUpToTheLimit() {
        assertThat(write(frame(1, 10, 60))).isTrue();
        assertThat(write(frame(11, 20, 40))).isTrue();
        assertThat(write(frame(21, 30, 1))).isFalse();
    }

    @Test
    void aClientForWhichNothingWaitsGetsAFrameOfAnySize() {
        assertThat(write(frame(1, 1, 10 * LIMIT))).isTrue();
    }

    @Test
    void whatIsSkippedIsOneGapUntilItIsTold() {
        write(frame(1, 10, LIMIT));
        write(frame(11, 20, 30));
        write(frame(21, 25, 30));
        assertThat(buffer.takeDueGap()).isEmpty();
        buffer.flushed(LIMIT);
        assertThat(buffer.takeDueGap()).contains(new ClientBuffer.Gap(11, 25, 15));
        assertThat(buffer.takeDueGap()).isEmpty();
    }

    @Test
    void nothingIsAdmittedBetweenAGapAndItsTelling() {
        write(frame(1, 1, 60));
        write(frame(2, 2, 60));
        assertThat(write(frame(3, 3, 10))).isFalse();
        buffer.flushed(60);
        assertThat(buffer.takeDueGap()).contains(new ClientBuffer.Gap(2, 3, 2));
        assertThat(write(frame(4, 4, 10))).isTrue();
    }

    @Test
    void aGapIsToldWhenHalfOfTheBufferIsFree() {
        write(frame(1, 1, 40));
        write(frame(2, 2, 60));
        write(frame(3, 3, 10));
        buffer.flushed(40);
        assertThat(buffer.takeDueGap()).isEmpty();
        buffer.flushed(60);
        assertThat(buffer.takeDueGap()).isPresent();
    }

    @Test
    void clientsThatReadSlowlyShareOneBudgetAndAsMuchIsLeftForThoseThatHoldNothing() {
        ByteBudget budget = new ByteBudget(100);
        ClientBuffer one = new ClientBuffer(LIMIT, budget);
        ClientBuffer other = new ClientBuffer(LIMIT, budget);
        ClientBuffer third = new ClientBuffer(LIMIT, budget);
        assertThat(one.admit(frame(1, 1, 60))).isTrue();
        assertThat(other.admit(frame(1, 1, 60))).isTrue();
        assertThat(other.admit(frame(2, 2, 10))).isFalse();
        assertThat(third.admit(frame(1, 1, 90))).isFalse();
        one.flushed(60);
        assertThat(third.takeDueGap()).isPresent();
        assertThat(third.admit(frame(2, 2, 90))).isTrue();
    }

    private boolean write(LiveFrame frame) {
        return buffer.admit(frame);
    }

    private static LiveFrame frame(long first, long last, int bytes) {
        return new LiveFrame(new byte[bytes], first, last, (int) (last - first + 1));
    }
}
