package dev.crossfade.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private final RetryAfter retryAfter = new RetryAfter(new SplittableRandom(1));

    @Test
    void laterIsSpreadOverFiveToFifteenSeconds() {
        TreeSet<Integer> all = new TreeSet<>();
        IntStream.range(0, 1000).forEach(i -> all.add(retryAfter.later()));
        assertThat(all)
                .containsExactlyElementsOf(IntStream.rangeClosed(5, 15).boxed().toList());
    }

    @Test
    void soonIsASecond() {
        assertThat(retryAfter.soon()).isEqualTo(1);
    }
}
