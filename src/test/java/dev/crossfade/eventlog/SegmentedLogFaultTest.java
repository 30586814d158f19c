package dev.crossfade.eventlog;

import static dev.crossfade.eventlog.EventLogContract.assertThatFailure;
import static dev.crossfade.eventlog.EventLogContract.await;
import static dev.crossfade.eventlog.EventLogContract.failureOf;
import static dev.crossfade.eventlog.SegmentedLogRecoveryTest.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.event.EventDraft;
import dev.crossfade.testkit.Drafts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log does while its disk is full or broken, and while its bound is met. */
final class SegmentedLogFaultTest {
    private static final int ALL = 1_000_000;

    @TempDir
    Path temp;

    private final FaultyDisk disk = new FaultyDisk();
    private LogHome home;

    @BeforeEach
    void newHome() {
        home = LogHome.in(temp).with(disk);
    }

    @Test
    void whatMeetsAFullDiskIsRefusedWholeAndTheNextAppendTriesAgain() {
        try (SegmentedLog log = home.open()) {
            await(log.append(Drafts.batch("a", 0, 3)));
            disk.fill(true);
            for (int i = 0; i < 3; i++) {
                assertThatFailure(log.append(Drafts.batch("refused", i, 2)))
                        .isInstanceOf(LogFullException.class)
                        .hasMessageContaining("No space left on device");
            }
            assertThat(log.stats().accepting()).isFalse();
            assertThat(log.stats().problem()).contains("No space left");
            assertThat(readAll(log)).containsExactly(1L, 2L, 3L);

            disk.fill(false);

            assertThat(await(log.append(Drafts.batch("b", 0, 2)))).isEqualTo(new Appended(4, 5, 0));
            assertThat(log.stats().accepting()).isTrue();
            assertThat(log.stats().problem()).isEmpty();
        }
        assertSourcesAfterRestart("a", "a", "a", "b", "b");
    }

    @Test
    void nothingOfARefusedGroupIsFoundAtTheNextStart() {
        try (SegmentedLog log = home.open()) {
            await(log.append(Drafts.batch("a", 0, 1)));
            disk.fill(true);
            assertThatFailure(log.append(Drafts.batch("refused", 0, 8))).isInstanceOf(LogFullException.class);
            disk.fill(false);
        }
        assertSourcesAfterRestart("a");
    }

    @Test
    void aDiskThatIsFullWhenASegmentShouldBeginRefusesAndRecovers() {
        try (SegmentedLog log = home.open()) {
            await(log.append(Drafts.batch("a", 0, 1)));
            disk.fill(true);
            // Larger than a segment, so that a file has to be made for it.
            List<EventDraft> large = List.of(Drafts.ofSize(10_000));
            assertThatFailure(log.append(large)).isInstanceOf(LogFullException.class);
            disk.fill(false);
            assertThat(await(log.append(large))).isEqualTo(new Appended(2, 2, 0));
            assertThat(await(log.append(Drafts.batch("a", 0, 1)))).isEqualTo(new Appended(3, 3, 0));
        }
        assertThat(home.segments()).hasSize(3);
        try (SegmentedLog log = home.open()) {
            assertThat(readAll(log)).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void aFailedSyncEndsAllAppendsUntilARestart() {
        try (SegmentedLog log = home.open()) {
            await(log.append(Drafts.batch("a", 0, 2)));
            disk.failSyncs(true);
            assertThatFailure(log.append(Drafts.batch("lost", 0, 1))).isInstanceOf(LogFailedException.class);
            disk.failSyncs(false);

            assertThatFailure(log.append(Drafts.batch("late", 0, 1))).isInstanceOf(LogFailedException.class);
            assertThat(log.stats().accepting()).isFalse();
            assertThat(log.stats().problem()).contains("sync");
            assertThat(log.stats().endOffset()).isEqualTo(2);
            assertThat(readAll(log)).containsExactly(1L, 2L);
        }
        try (SegmentedLog log = home.open()) {
            assertThat(log.stats().accepting()).isTrue();
            assertThat(readAll(log)).startsWith(1L, 2L);
        }
    }

    @Test
    void aFullDiskOnWhichNothingCanBeTakenBackEndsAllAppends() {
        try (SegmentedLog log = home.open()) {
            disk.fill(true);
            disk.failTruncates(true);
            assertThatFailure(log.append(Drafts.batch("a", 0, 1))).isInstanceOf(LogFailedException.class);
            disk.fill(false);
            assertThatFailure(log.append(Drafts.batch("a", 0, 1))).isInstanceOf(LogFailedException.class);
            disk.failTruncates(false);
        }
    }

    @Test
    void aCheckpointMakesRoomByWholeSegments() {
        try (SegmentedLog log = home.withMaxBytes(20_000).open()) {
            long last = EventLogContract.fill(log).lastSequenceId();
            assertThat(log.stats().accepting()).isFalse();
            assertThat(log.stats().problem()).contains("full");

            log.checkpoint(last / 2);

            Appended next = EventLogContract.appendOnceThereIsRoom(log);
            assertThat(next.firstSequenceId()).isEqualTo(last + 1);
            assertThat(readAll(log)).contains(last / 2 + 1, last, last + 1).isSorted();
        }
    }

    @Test
    void aBatchThatIsTooLargeForWhatIsLeftDoesNotShutOutSmallerOnes() {
        try (SegmentedLog log = home.withMaxBytes(20_000).open()) {
            await(log.append(Drafts.batch("a", 0, 1)));
            assertThatFailure(log.append(List.of(Drafts.ofSize(30_000)))).isInstanceOf(LogFullException.class);
            assertThat(await(log.append(Drafts.batch("a", 0, 1)))).isEqualTo(new Appended(2, 2, 0));
        }
    }

    @Test
    void whatWaitsIsBoundedTooAndCriticalEventsAreRefusedLast() {
        try (SegmentedLog log = home.withWaiting(20_000).open()) {
            HeldListener held = new HeldListener();
            log.onAdvance(held);
            await(log.append(Drafts.batch("a", 0, 1)));
            held.awaitHeld();

            List<CompletionStage<Appended>> waiting = new ArrayList<>();
            CompletionStage<Appended> next = log.append(List.of(Drafts.ofSize(1000)));
            while (!next.toCompletableFuture().isDone()) {
                waiting.add(next);
                assertThat(waiting).hasSizeLessThan(20);
                next = log.append(List.of(Drafts.ofSize(1000)));
            }
            assertThat(failureOf(next)).isInstanceOfSatisfying(LogFullException.class, full -> assertThat(full.reason())
                    .isEqualTo(LogFullException.Reason.WAITING));
            waiting.add(log.append(List.of(Drafts.critical(1000))));
            assertThat(waiting.get(waiting.size() - 1).toCompletableFuture()).isNotDone();
            assertThatFailure(log.append(List.of(Drafts.critical(4000)))).isInstanceOf(LogFullException.class);

            held.release();
            waiting.forEach(EventLogContract::await);
            assertThat(await(log.append(List.of(Drafts.ofSize(50_000)))).firstSequenceId())
                    .isEqualTo(waiting.size() + 2L);
        }
    }

    @Test
    void aSyncIntervalGathersWhatComesUntilItIsOverOrTheLogIsClosed() {
        List<Long> advances = new ArrayList<>();
        try (SegmentedLog log = home.withSegments(64 << 10).open(Duration.ofHours(1))) {
            log.onAdvance(advances::add);
            await(log.append(Drafts.batch("first", 0, 1)));
            for (int i = 0; i < 50; i++) {
                log.append(Drafts.batch("a", i, 1));
            }
        }
        assertThat(advances).containsExactly(1L, 51L);
    }

    @Test
    void aListenerThatThrowsStopsNobody() {
        try (SegmentedLog log = home.open()) {
            log.onAdvance(end -> {
                throw new IllegalStateException("a bug");
            });
            await(log.append(Drafts.batch("a", 0, 1)));
            assertThat(await(log.append(Drafts.batch("a", 0, 1)))).isEqualTo(new Appended(2, 2, 0));
        }
    }

    private void assertSourcesAfterRestart(String... sources) {
        try (SegmentedLog log = home.open()) {
            assertThat(await(log.read(1, ALL, ALL)))
                    .extracting(
                            record -> EventLogContract.sealed(record).event().source())
                    .containsExactly(sources);
            assertThat(log.stats().problem()).isEmpty();
        }
    }

    @Test
    void filesThatAreDeletedWhileTheLogRunsAreNoticedBeforeAnythingMoreIsAccepted() throws IOException {
        for (boolean moved : new boolean[] {true, false}) {
            LogHome other = LogHome.in(temp.resolve("moved-" + moved));
            try (SegmentedLog log = other.open()) {
                await(log.append(Drafts.batch("a", 0, 3)));
                if (moved) {
                    Files.move(other.folder(), temp.resolve("elsewhere"));
                } else {
                    Files.delete(other.segments().get(0));
                }
                assertThatFailure(log.append(Drafts.batch("lost", 0, 1)))
                        .isInstanceOf(LogFailedException.class)
                        .hasMessageContaining("deleted or moved away");
                assertThat(log.stats().accepting()).isFalse();
                assertThat(readAll(log)).containsExactly(1L, 2L, 3L);
            }
        }
    }

    @Test
    void aFullDiskMakesRoomOfWhatIsKeptForItsIdsAlone() throws Exception {
        try (SegmentedLog log = home.open()) {
            for (int i = 0; i < 50; i++) {
                await(log.append(Drafts.batch("a", i, 1)));
            }
            log.checkpoint(50);
            disk.fill(true);
            assertThatFailure(log.append(Drafts.batch("a", 0, 1))).isInstanceOf(LogFullException.class);
            disk.fill(false);
            await(log.append(Drafts.batch("a", 0, 1)));
            log.checkpoint(51);
        }
        assertThat(home.segments()).hasSize(1);
    }

    @Test
    void aWriterThatMeetsAnErrorLeavesNobodyWaiting() {
        HeldListener held = new HeldListener();
        try (SegmentedLog log = home.open()) {
            log.onAdvance(held);
            await(log.append(Drafts.batch("a", 0, 1)));
            held.awaitHeld();
            List<CompletionStage<Appended>> waiting = IntStream.range(0, 5)
                    .mapToObj(i -> log.append(Drafts.batch("a", i, 1)))
                    .toList();
            disk.throwOnSync(new InternalError("made by a test"));
            held.release();
            waiting.forEach(stage -> assertThatFailure(stage)
                    .isInstanceOf(LogFailedException.class)
                    .hasMessageContaining("InternalError"));
            assertThatFailure(log.append(Drafts.batch("a", 0, 1))).isInstanceOf(LogFailedException.class);
            assertThat(log.stats().problem()).contains("InternalError");
            disk.throwOnSync(null);
        }
    }

    @Test
    void aKeeperThatMeetsAnErrorLeavesNobodyWaiting() {
        try (SegmentedLog log = home.open()) {
            disk.throwOnUsableBytes(new InternalError("made by a test"));
            CompletionStage<Appended> last = log.append(Drafts.batch("a", 0, 1));
            for (int i = 0; i < 100 && failureOf(last) == null; i++) {
                last = log.append(Drafts.batch("a", i, 1));
            }
            assertThatFailure(last).isInstanceOf(LogFailedException.class).hasMessageContaining("InternalError");
        }
    }

    @Test
    void whatCannotBeOpenedIsSaidWithTheFolderAndTheReason() throws IOException {
        Files.createFile(temp.resolve("a-file"));
        LogHome inAFile = LogHome.in(temp.resolve("a-file"));
        assertThatThrownBy(inAFile::open)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(inAFile.folder().toString())
                .hasMessageMatching("(?s).*(a file is where a folder should be|Not a directory).*");
    }
}
