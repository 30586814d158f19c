package dev.crossfade.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTimesTest {
    private final RecentTimes times = new RecentTimes();

    @Test
    void aRecordIsAsOldAsTheLastNotedOneUpToIt() {
        times.note(10, 1000);
        times.note(20, 1250);
        times.note(35, 1500);

        assertThat(times.receivedBefore(10)).hasValue(1000);
        assertThat(times.receivedBefore(19)).hasValue(1000);
        assertThat(times.receivedBefore(34)).hasValue(1250);
        assertThat(times.receivedBefore(1000)).hasValue(1500);
    }

    @Test
    void nothingIsKnownOfWhatWasBeforeTheFirstNote() {
        assertThat(times.receivedBefore(5)).isEmpty();
        times.note(10, 1000);
        assertThat(times.receivedBefore(9)).isEmpty();
    }

    @Test
    void whatComesWithinAQuarterOfASecondIsNotNoted() {
        times.note(10, 1000);
        times.note(20, 1249);
        times.note(30, 1250);
        times.note(40, 900);

        assertThat(times.receivedBefore(29)).hasValue(1000);
        assertThat(times.receivedBefore(39)).hasValue(1250);
        assertThat(times.receivedBefore(40)).hasValue(900);
    }

    @Test
    void theOldestNotesGiveWay() {
        for (int note = 1; note <= 10_000; note++) {
            times.note(note * 10L, note * 250L);
        }

        assertThat(times.receivedBefore(10)).isEmpty();
        assertThat(times.receivedBefore(59_040)).isEmpty();
        assertThat(times.receivedBefore(59_050)).hasValue(5_905 * 250);
        assertThat(times.receivedBefore(77_777)).hasValue(7_777 * 250);
        assertThat(times.receivedBefore(100_000)).hasValue(10_000 * 250);
    }
}
