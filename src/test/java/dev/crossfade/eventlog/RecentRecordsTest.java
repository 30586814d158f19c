package dev.crossfade.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentRecordsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RecentRecords recent = new RecentRecords(1000, 4, 0);

    @Test
    void whatIsNotPublishedIsNotRead() {
        recent.add(record(5, 0));
        assertThat(recent.read(5, 10, 1000))
                .hasValueSatisfying(page -> assertThat(page).isEmpty());

        recent.publish(1);
        assertThat(recent.read(5, 10, 1000))
                .hasValueSatisfying(page -> assertThat(page).hasSize(1));
    }

    @Test
    void whatIsOldIsNotHeldAndWhatIsNewIs() {
        add(5, 0);
        add(6, SECOND);
        assertThat(recent.at(5)).isPresent();

        add(7, 2 * SECOND);
        add(8, 2 * SECOND + 1);

        assertThat(recent.at(5)).isEmpty();
        assertThat(recent.at(6)).isPresent();
        assertThat(recent.read(5, 10, 1000)).isEmpty();
        assertThat(recent.read(6, 10, 1000))
                .hasValueSatisfying(page -> assertThat(page).hasSize(3));
        assertThat(recent.endOffset()).isEqualTo(8);
    }

    @Test
    void theBytesAreBounded() {
        for (int offset = 5; offset < 500; offset++) {
            recent.add(record(offset, 0));
        }
        recent.publish(1);

        assertThat(recent.at(499)).isPresent();
        assertThat(recent.at(498)).isPresent();
        assertThat(recent.at(5)).isEmpty();
    }

    @Test
    void itIsKnownWhenWhatIsNotHeldAnyMoreWasReceived() {
        for (int second = 0; second < 100; second++) {
            recent.add(record(5 + 2 * second, second * 1000L));
            recent.add(record(6 + 2 * second, second * 1000L + 300));
            recent.publish(second * SECOND);
        }

        assertThat(recent.at(5)).isEmpty();
        assertThat(recent.receivedMillis(5)).hasValue(0);
        assertThat(recent.receivedMillis(25)).hasValue(10_000);
        assertThat(recent.receivedMillis(26)).hasValue(10_000);
        assertThat(recent.receivedMillis(204)).hasValue(99_300);
        assertThat(recent.receivedMillis(4)).isEmpty();
    }

    private void add(long offset, long nanos) {
        recent.add(record(offset, 0));
        recent.publish(nanos);
    }

    private static LogRecord record(long offset, long receivedMillis) {
        byte[] json = "x".repeat(100).getBytes(StandardCharsets.UTF_8);
        return new NoteRecord(offset, new Note(Note.Kind.AUDIT, json), 1, receivedMillis);
    }
}
