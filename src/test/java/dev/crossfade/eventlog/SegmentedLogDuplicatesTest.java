package dev.crossfade.eventlog;

import static dev.crossfade.eventlog.EventLogContract.assertThatFailure;
import static dev.crossfade.eventlog.EventLogContract.await;
import static dev.crossfade.eventlog.SegmentedLogRecoveryTest.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.config.Settings;
import dev.crossfade.event.EventDraft;
import dev.crossfade.testkit.Drafts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For how long, and through what, the log knows the ids that publishers gave. */
final class SegmentedLogDuplicatesTest {
    private static final EventDraft A = Drafts.withId(new UUID(1, 1));
    private static final EventDraft B = Drafts.withId(new UUID(1, 2));
    private static final int PER_SEGMENT = 12;

    @TempDir
    Path temp;

    private final FaultyDisk disk = new FaultyDisk();
    private final MovableTime time = new MovableTime();
    private LogHome home;

    @BeforeEach
    void newHome() {
        home = LogHome.in(temp).with(disk).with(time.logTime());
    }

    @Test
    void anIdIsKnownWithinTheWindowAndWithinTheNumberOfIds() {
        Settings.Log three = new Settings.Log(
                1 << 20, Optional.empty(), Duration.ZERO, new Settings.Log.Duplicates(Duration.ofMillis(59_500), 3));
        try (SegmentedLog log = home.with(three).open()) {
            assertThat(duplicates(log, A)).isZero();
            time.pass(Duration.ofSeconds(60));
            assertThat(duplicates(log, A)).isEqualTo(1);
            time.pass(Duration.ofSeconds(1));
            assertThat(duplicates(log, A)).isZero();
            await(log.append(distinct(2, 3)));
            assertThat(duplicates(log, A)).isZero();
        }
    }

    @Test
    void theWallClockMakesNoIdYoungerOrOlder() {
        try (SegmentedLog log = home.open()) {
            await(log.append(List.of(A)));
            for (Duration jump : List.of(Duration.ofDays(400), Duration.ofDays(-900), Duration.ofDays(500))) {
                time.setWall(jump);
                assertThat(duplicates(log, A)).isEqualTo(1);
            }
            time.pass(Duration.ofMinutes(11));
            assertThat(duplicates(log, A)).isZero();
        }
    }

    @Test
    void idsAreKnownAfterARestartAndAKill() throws IOException {
        LogHome killed = LogHome.in(temp.resolve("killed"));
        try (SegmentedLog log = home.open()) {
            await(log.append(List.of(A, Drafts.draft("made here", 1))));
            await(log.append(List.of(B)));
            log.checkpoint(3);
            copy(home.folder(), killed.folder());
        }
        for (LogHome found : List.of(home, killed)) {
            try (SegmentedLog log = found.open()) {
                assertThat(await(log.append(List.of(B, A, Drafts.withId(new UUID(9, 9))))))
                        .isEqualTo(new Appended(4, 4, 2));
            }
        }
    }

    @Test
    void aRestartBeginsTheWindowAnew() {
        try (SegmentedLog log = home.open()) {
            await(log.append(List.of(A)));
        }
        time.setWall(Duration.ofDays(400));
        time.pass(Duration.ofMinutes(30));
        try (SegmentedLog log = home.open()) {
            assertThat(duplicates(log, A)).isEqualTo(1);
            time.pass(Duration.ofMinutes(11));
            assertThat(duplicates(log, A)).isZero();
        }
    }

    @Test
    void theNewestSegmentBelowTheCheckpointIsKeptForItsIds() {
        List<EventDraft> all = distinct(2, 5 * PER_SEGMENT);
        try (SegmentedLog log = home.open()) {
            all.forEach(draft -> await(log.append(List.of(draft))));
            log.checkpoint(all.size());
        }
        assertThat(home.segments()).hasSize(2);
        try (SegmentedLog log = home.open()) {
            assertThat(log.stats().backlog()).isZero();
            int known = await(log.append(all)).duplicates();
            assertThat(known).isGreaterThanOrEqualTo(PER_SEGMENT).isLessThan(all.size());
            assertThat(duplicates(log, all.get(all.size() - PER_SEGMENT))).isEqualTo(1);
        }
    }

    @Test
    void aSegmentThatIsOnlyKeptForItsIdsGivesWayToALogThatFillsHalfOfItsBound() {
        try (SegmentedLog log = home.withMaxBytes(40_000).open()) {
            for (int i = 0; i < 6 * PER_SEGMENT; i++) {
                await(log.append(Drafts.batch("a", i, 1)));
                log.checkpoint(i < 3 * PER_SEGMENT ? i + 1 : 3 * PER_SEGMENT);
            }
            for (int i = 0; log.stats().bytes() < 30_000; i++) {
                await(log.append(Drafts.batch("b", i, 1)));
            }
        }
        long oldest = Segment.baseOffsetOf(home.segments().get(0));
        long second = Segment.baseOffsetOf(home.segments().get(1));
        assertThat(oldest).isLessThanOrEqualTo(3 * PER_SEGMENT + 1);
        assertThat(second).isGreaterThan(3 * PER_SEGMENT + 1);
    }

    @Test
    void idsOfAGroupThatMetAFullDiskAreForgottenAndItsDuplicatesRefusedWithIt() {
        try (SegmentedLog log = home.open()) {
            disk.fill(true);
            assertThatFailure(log.append(List.of(A, A))).isInstanceOf(LogFullException.class);
            assertThatFailure(log.append(List.of(A))).isInstanceOf(LogFullException.class);
            disk.fill(false);
            assertThat(await(log.append(List.of(A, B)))).isEqualTo(new Appended(1, 2, 0));
            disk.fill(true);
            // Nothing has to be written for what is on disk already.
            assertThat(await(log.append(List.of(A, B)))).isEqualTo(new Appended(0, 0, 2));
            disk.fill(false);
        }
        assertThat(readAllAgain()).containsExactly(1L, 2L);
    }

    @Test
    void aDuplicateIsAnsweredNoSoonerThanItsTwinAndFailsWithIt() {
        HeldListener held = new HeldListener();
        try (SegmentedLog log = home.open()) {
            log.onAdvance(held);
            await(log.append(Drafts.batch("first", 0, 1)));
            held.awaitHeld();
            CompletionStage<Appended> twin = log.append(List.of(A));
            CompletionStage<Appended> duplicate = log.append(List.of(A));
            disk.failSyncs(true);
            assertThat(duplicate.toCompletableFuture()).isNotDone();
            held.release();
            assertThatFailure(twin).isInstanceOf(LogFailedException.class);
            assertThatFailure(duplicate).isInstanceOf(LogFailedException.class);
            disk.failSyncs(false);
        }
    }

    @Test
    void duplicatesThatWaitWithTheirTwinsAreAnsweredTogether() {
        HeldListener held = new HeldListener();
        try (SegmentedLog log = home.open()) {
            log.onAdvance(held);
            await(log.append(Drafts.batch("first", 0, 1)));
            held.awaitHeld();
            List<CompletionStage<Appended>> all = IntStream.range(0, 3 * PER_SEGMENT)
                    .mapToObj(i -> log.append(List.of(i % 2 == 0 ? withNumber(i) : withNumber(i - 1))))
                    .toList();
            held.release();
            for (int i = 0; i < all.size(); i++) {
                assertThat(await(all.get(i)).duplicates()).isEqualTo(i % 2);
            }
        }
    }

    private static EventDraft withNumber(int number) {
        return Drafts.withId(new UUID(3, number));
    }

    private static List<EventDraft> distinct(long high, int count) {
        return IntStream.range(0, count)
                .mapToObj(low -> Drafts.withId(new UUID(high, low)))
                .toList();
    }

    private static int duplicates(SegmentedLog log, EventDraft draft) {
        return await(log.append(List.of(draft))).duplicates();
    }

    private List<Long> readAllAgain() {
        try (SegmentedLog log = home.open()) {
            return readAll(log);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
