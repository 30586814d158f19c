package dev.crossfade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BatchesTest {
    @Test
    void linesKeepTheirOrderAndNumbersAndBlankOnesAreLeftOut() throws IOException {
        List<Batch> batches = batches("a\n\nb\r\n  \nc\nd", 2);

        assertThat(batches).extracting(BatchesTest::text).containsExactly("a\nb\r\n", "c\nd\n");
        assertThat(batches.get(1).place(0)).isEqualTo("f:5");
        assertThat(batches.get(1).place(1)).isEqualTo("f:6");
    }

    @Test
    void anEmptyFileHasNoBatch() throws IOException {
        assertThat(batches("", 10)).isEmpty();
        assertThat(batches("\n\n", 10)).isEmpty();
    }

    @Test
    void aBatchIsLimitedInBytes() throws IOException {
        String line = "x".repeat(1 << 20);

        assertThat(batches((line + "\n").repeat(9), 100))
                .extracting(Batch::size)
                .containsExactly(4, 4, 1);
    }

    @Test
    void aLineWithoutEndIsNotHeldInMemory() throws IOException {
        Lines lines = new Lines(new ByteArrayInputStream("abcdefgh\nij\n".getBytes(StandardCharsets.UTF_8)), 3);

        assertThat(lines.next()).hasValueSatisfying(line -> {
            assertThat(line.text()).asString().isEqualTo("abc");
        });
        assertThat(lines.next()).hasValueSatisfying(line -> {
            assertThat(line.text()).asString().isEqualTo("ij");
            assertThat(line.number()).isEqualTo(2);
        });
        assertThat(lines.next()).isEmpty();
    }

    @Test
    void linesAreWholeHoweverTheStreamIsCut() throws IOException {
        InputStream slow = new ByteArrayInputStream("first\nsecond\n".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(2, length));
            }
        };
        Lines lines = new Lines(slow, 100);

        assertThat(lines.next().orElseThrow().text()).asString().isEqualTo("first");
        assertThat(lines.next().orElseThrow().text()).asString().isEqualTo("second");
        assertThat(lines.next()).isEmpty();
    }

    @Test
    void theRateDecidesWhenTheNextEventIsDue() {
        Pace pace = new Pace(50);

        assertThat(pace.pause(0, Duration.ZERO)).isZero();
        assertThat(pace.pause(75, Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(500));
        assertThat(pace.pause(75, Duration.ofSeconds(2))).isZero();
        assertThat(pace.batchSize(500)).isEqualTo(5);
        assertThat(new Pace(1).batchSize(500)).isEqualTo(1);
        assertThat(new Pace(0).batchSize(500)).isEqualTo(500);
        assertThat(new Pace(0).pause(1_000_000, Duration.ZERO)).isZero();
    }

    private static List<Batch> batches(String text, int maxLines) throws IOException {
        Batches batches = new Batches("f", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), maxLines);
        List<Batch> all = new ArrayList<>();
        for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
            all.add(batch.get());
        }
        return all;
    }

    private static String text(Batch batch) {
        return new String(batch.body(), StandardCharsets.UTF_8);
    }
}
