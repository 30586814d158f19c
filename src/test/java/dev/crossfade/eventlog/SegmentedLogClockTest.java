package dev.crossfade.eventlog;

import static dev.crossfade.eventlog.EventLogContract.await;
import static dev.crossfade.eventlog.EventLogContract.failureOf;
import static dev.crossfade.eventlog.EventLogContract.offsets;
import static dev.crossfade.eventlog.EventLogContract.upTo;
import static dev.crossfade.eventlog.SegmentedLogRecoveryTest.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.EventDraft;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.LogSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What time does to the log: the bound on the age of what waits, and clocks that are set. */
final class SegmentedLogClockTest {
    private static final Duration BOUND = Duration.ofDays(7);
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    @TempDir
    Path temp;

    private final MovableTime time = new MovableTime();
    private LogHome home;

    @BeforeEach
    void newHome() {
        home = LogHome.in(temp).with(time.logTime()).with(LogSettings.bytes(1 << 20, Optional.of(BOUND)));
    }

    @Test
    void whatWaitsForTooLongRefusesAllButCriticalEventsUntilItIsStored() {
        try (SegmentedLog log = home.open()) {
            await(log.append(List.of(now(), now())));
            time.pass(BOUND);
            await(log.append(List.of(now())));

            time.pass(A_MOMENT);
            assertRefused(log.append(List.of(now())));
            assertThat(log.stats().accepting()).isFalse();
            assertThat(log.stats().problem()).contains("event_log.max_age");
            assertThat(await(log.append(List.of(Drafts.critical(1)))).firstSequenceId())
                    .isEqualTo(4);

            log.checkpoint(1);
            time.pass(A_MOMENT);
            assertRefused(log.append(List.of(now())));

            log.checkpoint(2);
            time.pass(A_MOMENT);
            assertThat(await(log.append(List.of(now()))).firstSequenceId()).isEqualTo(5);
            assertThat(log.stats().accepting()).isTrue();
            assertThat(log.stats().problem()).isEmpty();
        }
    }

    @Test
    void theBoundHoldsFromTheStartForWhatAnEarlierRunLeft() {
        try (SegmentedLog log = home.open()) {
            await(log.append(List.of(now(), now())));
        }
        time.pass(BOUND.plus(A_MOMENT));
        try (SegmentedLog log = home.open()) {
            assertRefused(log.append(List.of(now())));
            log.checkpoint(2);
            time.pass(A_MOMENT);
            assertThat(await(log.append(List.of(now()))).firstSequenceId()).isEqualTo(3);
        }
    }

    @Test
    void withoutABoundNothingIsTooOld() {
        try (SegmentedLog log = home.with(LogSettings.bytes(1 << 20)).open()) {
            await(log.append(List.of(now())));
            time.pass(Duration.ofDays(4000));
            assertThat(await(log.append(List.of(now()))).firstSequenceId()).isEqualTo(2);
        }
    }

    @Test
    void aClockThatWasSetForwardsRefusesNoLongerThanUntilItIsPutRightOrTheBacklogStored() {
        try (SegmentedLog log = home.open()) {
            await(log.append(List.of(now())));
            time.setWall(Duration.ofDays(4000));
            time.pass(A_MOMENT);
            assertRefused(log.append(List.of(now())));
            time.setWall(Duration.ofDays(-4000));
            time.pass(A_MOMENT);
            await(log.append(List.of(now())));

            time.setWall(Duration.ofDays(4000));
            time.pass(A_MOMENT);
            assertRefused(log.append(List.of(now())));
            log.checkpoint(2);
            time.pass(A_MOMENT);
            assertThat(await(log.append(List.of(now()))).firstSequenceId()).isEqualTo(3);
        }
    }

    @Test
    void aClockThatWasSetBackwardsRefusesNothingAndMakesTheBoundLateAlone() {
        try (SegmentedLog log = home.open()) {
            await(log.append(List.of(now())));
            time.setWall(Duration.ofDays(-30));
            time.pass(BOUND);
            await(log.append(List.of(now())));
            time.pass(Duration.ofDays(31));
            assertRefused(log.append(List.of(now())));
        }
    }

    @Test
    void orderAndNumbersAndReadingAreNoneOfTheClocksBusiness() {
        List<Duration> jumps =
                List.of(Duration.ofDays(-900), Duration.ofDays(2000), Duration.ofDays(-1), Duration.ZERO);
        LogHome unbounded = home.with(LogSettings.bytes(1 << 20));
        try (SegmentedLog log = unbounded.open()) {
            for (int i = 0; i < 80; i++) {
                time.setWall(jumps.get(i % jumps.size()));
                assertThat(await(log.append(List.of(now()))).firstSequenceId()).isEqualTo(i + 1);
            }
            assertThat(readAll(log)).isEqualTo(upTo(80));
        }
        try (SegmentedLog log = unbounded.open()) {
            assertThat(readAll(log)).isEqualTo(upTo(80));
            for (long from = 1; from <= 80; from++) {
                assertThat(offsets(log.read(from, 1, 1))).containsExactly(from);
            }
            log.checkpoint(40);
            assertThat(log.stats().backlog()).isEqualTo(40);
            assertThat(log.stats().oldestBacklogMillis()).isPositive();
        }
    }

    private EventDraft now() {
        return Drafts.receivedAt(Instant.ofEpochMilli(time.logTime().wall().millis()));
    }

    private static void assertRefused(CompletionStage<Appended> append) {
        assertThat(failureOf(append)).isInstanceOfSatisfying(LogFullException.class, full -> assertThat(full.reason())
                .isEqualTo(LogFullException.Reason.AGE));
    }
}
