package dev.crossfade.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.config.Settings;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.LogSettings;
import dev.crossfade.testkit.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine of the event log keeps to. */
abstract class EventLogContract {
    private static final int ALL = 1_000_000;
    static final Settings.Log ROOMY = LogSettings.bytes(64 << 20);

    private EventLog log;

    /** A new, empty log. */
    abstract EventLog create(Settings.Log settings);

    @BeforeEach
    void createLog() {
        log = create(ROOMY);
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void aNewLogIsEmptyAndAccepts() {
        LogStats stats = log.stats();
        assertThat(stats.endOffset()).isZero();
        assertThat(stats.lastSequenceId()).isZero();
        assertThat(stats.backlog()).isZero();
        assertThat(stats.oldestBacklogMillis()).isZero();
        assertThat(stats.accepting()).isTrue();
        assertThat(stats.problem()).isEmpty();
        assertThat(read(1)).isEmpty();
    }

    @Test
    void sequenceIdsStartAtOneAndAreContiguousOverBatches() {
        assertThat(append("a", 3)).isEqualTo(new Appended(1, 3, 0));
        assertThat(append("a", 1)).isEqualTo(new Appended(4, 4, 0));
        assertThat(append("a", 2)).isEqualTo(new Appended(5, 6, 0));
        assertThat(log.stats().endOffset()).isEqualTo(6);
        assertThat(log.stats().lastSequenceId()).isEqualTo(6);
    }

    @Test
    void recordsComeBackInOrderWithWhatWasAppended() {
        List<EventDraft> drafts = Drafts.batch("a", 0, 5);
        await(log.append(drafts));

        List<LogRecord> records = read(1);

        assertThat(records).extracting(LogRecord::offset).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(records)
                .extracting(record -> sealed(record).event().id())
                .containsExactlyElementsOf(drafts.stream().map(EventDraft::id).toList());
        assertThat(records).allSatisfy(record -> {
            assertThat(sealed(record).event().sequenceId()).isEqualTo(record.offset());
            assertThat(sealed(record).event().node()).isEqualTo(log.node());
            assertThat(sealed(record).json()).isNotEmpty();
        });
    }

    @Test
    void liveOnlyEventsKeepTheirMark() {
        await(log.append(List.of(Drafts.draft("a", 1), Drafts.liveOnly("a", 2))));

        assertThat(read(1)).extracting(record -> sealed(record).persist()).containsExactly(true, false);
    }

    @Test
    void notesLieBetweenTheEventsAndTakeNoSequenceId() {
        assertThat(append("a", 2)).isEqualTo(new Appended(1, 2, 0));
        await(log.note(List.of(note("one"), note("two"))));
        assertThat(append("a", 1)).isEqualTo(new Appended(3, 3, 0));
        await(log.note(List.of(note("three"))));

        List<LogRecord> records = read(1);
        assertThat(records).extracting(LogRecord::offset).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(records).extracting(EventLogContract::told).containsExactly("1", "2", "one", "two", "3", "three");
        assertThat(records)
                .filteredOn(NoteRecord.class::isInstance)
                .extracting(record -> ((NoteRecord) record).nextSequenceId())
                .containsExactly(3L, 3L, 4L);
        assertThat(log.stats().endOffset()).isEqualTo(6);
        assertThat(log.stats().lastSequenceId()).isEqualTo(3);
    }

    @Test
    void aLogOfNothingButNotesHasABacklogAndNoSequenceId() {
        long before = System.currentTimeMillis();
        await(log.note(List.of(note("one"))));

        assertThat(log.stats().lastSequenceId()).isZero();
        assertThat(log.stats().backlog()).isEqualTo(1);
        assertThat(log.stats().oldestBacklogMillis()).isBetween(before, System.currentTimeMillis());
        log.checkpoint(1);
        assertThat(log.stats().backlog()).isZero();
        assertThat(append("a", 1)).isEqualTo(new Appended(1, 1, 0));
    }

    @Test
    void listenersAreToldOfNotesToo() throws InterruptedException {
        BlockingQueue<Long> ends = new LinkedBlockingQueue<>();
        log.onAdvance(ends::add);
        append("a", 3);
        await(log.note(List.of(note("one"))));
        assertThat(ends.poll(10, SECONDS)).isEqualTo(3);
        assertThat(ends.poll(10, SECONDS)).isEqualTo(4);
    }

    @Test
    void aFullLogTakesNotesFromItsReserveUntilThatIsFullToo() {
        try (EventLog small = create(LogSettings.bytes(20_000))) {
            fill(small);
            int taken = 0;
            Throwable refusal = null;
            while (refusal == null) {
                refusal = failureOf(small.note(List.of(note("x".repeat(100)))));
                taken += refusal == null ? 1 : 0;
            }
            assertThat(refusal).isInstanceOf(LogFullException.class);
            assertThat(taken).isBetween(3, 40);
        }
    }

    @Test
    void noNotesAreAMistakeOfTheCallerAndAClosedLogTakesNone() {
        assertThatThrownBy(() -> log.note(List.of())).isInstanceOf(IllegalArgumentException.class);
        log.close();
        assertThatFailure(log.note(List.of(note("late")))).isInstanceOf(LogFailedException.class);
    }

    @Test
    void aReadStartsWhereItIsAskedTo() {
        append("a", 10);

        assertThat(offsets(log.read(7, ALL, ALL))).containsExactly(7L, 8L, 9L, 10L);
        assertThat(offsets(log.read(11, ALL, ALL))).isEmpty();
        assertThat(offsets(log.read(1000, ALL, ALL))).isEmpty();
        assertThat(offsets(log.read(-5, 1, ALL))).containsExactly(1L);
    }

    @Test
    void aReadGivesNoMoreRecordsThanAskedFor() {
        append("a", 10);

        assertThat(offsets(log.read(3, 4, ALL))).containsExactly(3L, 4L, 5L, 6L);
    }

    @Test
    void aReadStopsBeforeTheRecordThatWouldPassTheBytesButGivesTheFirst() {
        append("a", 10);
        int size = read(1).get(0).json().length;

        assertThat(offsets(log.read(1, ALL, 3 * size))).containsExactly(1L, 2L, 3L);
        assertThat(offsets(log.read(1, ALL, 3 * size - 1))).containsExactly(1L, 2L);
        assertThat(offsets(log.read(1, ALL, 1))).containsExactly(1L);
    }

    @Test
    void whatIsAcknowledgedCanBeReadInTheAcknowledgement() {
        CompletionStage<List<LogRecord>> seen =
                log.append(Drafts.batch("a", 0, 3)).thenCompose(appended -> log.read(1, ALL, ALL));

        assertThat(offsets(seen)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void acknowledgementsComeInTheOrderOfTheAppends() {
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        CompletionStage<?> last = null;
        for (int i = 0; i < 200; i++) {
            last = log.append(Drafts.batch("a", i, 1 + i % 3))
                    .thenAccept(appended -> order.add(appended.firstSequenceId()));
        }
        await(last);

        assertThat(order).hasSize(200).isSorted();
    }

    @Test
    void listenersAreToldEachNewEndAfterItCanBeRead() throws InterruptedException {
        BlockingQueue<Long> ends = new LinkedBlockingQueue<>();
        log.onAdvance(end -> {
            assertThat(offsets(log.read(end, 1, ALL))).containsExactly(end);
            ends.add(end);
        });
        append("a", 3);
        assertThat(ends.poll(10, SECONDS)).isEqualTo(3);
        append("a", 2);
        assertThat(ends.poll(10, SECONDS)).isEqualTo(5);
    }

    @Test
    void theBacklogIsWhatLiesAboveTheCheckpoint() {
        Instant old = Instant.parse("2026-01-01T00:00:00Z");
        await(log.append(List.of(Drafts.receivedAt(old), Drafts.receivedAt(old.plusSeconds(5)))));
        assertThat(log.stats().backlog()).isEqualTo(2);
        assertThat(log.stats().oldestBacklogMillis()).isEqualTo(old.toEpochMilli());

        log.checkpoint(1);
        assertThat(log.stats().backlog()).isEqualTo(1);
        assertThat(log.stats().oldestBacklogMillis())
                .isEqualTo(old.plusSeconds(5).toEpochMilli());

        log.checkpoint(2);
        assertThat(log.stats().backlog()).isZero();
        assertThat(log.stats().oldestBacklogMillis()).isZero();
    }

    @Test
    void theBytesOfTheBacklogShrinkAsTheCheckpointMovesAndEndAtNone() {
        await(log.append(List.of(Drafts.ofSize(100 << 10))));
        await(log.append(List.of(Drafts.ofSize(100 << 10))));
        assertThat(log.stats().backlogBytes()).isBetween(200L << 10, log.stats().bytes());

        log.checkpoint(1);
        assertThat(log.stats().backlogBytes()).isBetween(100L << 10, 101L << 10);

        log.checkpoint(2);
        assertThat(log.stats().backlogBytes()).isZero();
    }

    @Test
    void aLowerCheckpointIsIgnoredAndOneBeyondTheEndIsAnError() {
        append("a", 5);
        log.checkpoint(4);
        log.checkpoint(2);
        assertThat(log.stats().checkpoint()).isEqualTo(4);
        assertThatThrownBy(() -> log.checkpoint(6)).isInstanceOf(IllegalArgumentException.class);
        assertThat(log.stats().checkpoint()).isEqualTo(4);
    }

    @Test
    void whatLiesAboveTheCheckpointStaysReadable() {
        append("a", 10);
        log.checkpoint(6);

        assertThat(offsets(log.read(1, ALL, ALL))).endsWith(7L, 8L, 9L, 10L);
        assertThat(offsets(log.read(7, ALL, ALL))).containsExactly(7L, 8L, 9L, 10L);
    }

    @Test
    void aFullLogRefusesWithoutTakingAnythingAndRecoversWithTheCheckpoint() {
        try (EventLog small = create(LogSettings.bytes(20_000))) {
            Appended last = fill(small);
            LogStats full = small.stats();
            assertThat(full.bytes()).isBetween(10_000L, 20_000L);
            assertThat(full.endOffset()).isEqualTo(last.lastSequenceId());

            small.checkpoint(full.endOffset());

            Appended next = appendOnceThereIsRoom(small);
            assertThat(next.firstSequenceId()).isEqualTo(last.lastSequenceId() + 1);
            assertThat(small.stats().accepting()).isTrue();
            assertThat(small.stats().problem()).isEmpty();
        }
    }

    @Test
    void anEventWithAnIdThatIsKnownIsCountedAndNotStoredAgain() {
        EventDraft a = Drafts.withId(new UUID(1, 1));
        EventDraft b = Drafts.withId(new UUID(1, 2));
        EventDraft c = Drafts.withId(new UUID(2, 1));
        assertThat(await(log.append(List.of(a, b, a)))).isEqualTo(new Appended(1, 2, 1));
        assertThat(await(log.append(List.of(b, c)))).isEqualTo(new Appended(3, 3, 1));
        assertThat(await(log.append(List.of(a, b, c)))).isEqualTo(new Appended(0, 0, 3));
        assertThat(await(log.append(Drafts.batch("a", 0, 1)))).isEqualTo(new Appended(4, 4, 0));
        assertThat(read(1))
                .extracting(record -> sealed(record).event().id())
                .startsWith(a.id(), b.id(), c.id())
                .hasSize(4);
    }

    @Test
    void nobodyIsToldOfAnAdvanceByDuplicatesAlone() {
        List<Long> ends = Collections.synchronizedList(new ArrayList<>());
        log.onAdvance(ends::add);
        EventDraft draft = Drafts.withId(new UUID(1, 1));
        await(log.append(List.of(draft)));
        await(log.append(List.of(draft)));
        append("a", 1);
        log.close();

        assertThat(ends).containsExactly(1L, 2L);
    }

    @Test
    void anIdThatWasMadeHereIsNotLookedAt() {
        EventDraft made = Drafts.draft("a", 1);
        assertThat(await(log.append(List.of(made)))).isEqualTo(new Appended(1, 1, 0));
        assertThat(await(log.append(List.of(made)))).isEqualTo(new Appended(2, 2, 0));
    }

    @Test
    void whatIsRefusedIsNotKnown() {
        try (EventLog small = create(LogSettings.bytes(20_000))) {
            fill(small);
            EventDraft refused = Drafts.withId(new UUID(1, 1));
            List<EventDraft> tooLarge = List.of(refused, Drafts.ofSize(20_000));
            assertThatFailure(small.append(tooLarge)).isInstanceOf(LogFullException.class);
            small.checkpoint(small.stats().endOffset());
            appendOnceThereIsRoom(small);

            assertThat(await(small.append(List.of(refused))).duplicates()).isZero();
            assertThat(await(small.append(List.of(refused))).duplicates()).isEqualTo(1);
        }
    }

    @Test
    void aFullLogKeepsAReserveForCriticalEventsThatIsBoundedToo() {
        try (EventLog small = create(LogSettings.bytes(100_000))) {
            fill(small);
            long normal = small.stats().bytes();
            int taken = 0;
            for (; taken < 100; taken++) {
                assertThatFailure(small.append(List.of(Drafts.ofSize(500), Drafts.ofSize(500))))
                        .isInstanceOf(LogFullException.class);
                List<EventDraft> mixed = List.of(Drafts.ofSize(200), Drafts.critical(200));
                if (failureOf(small.append(mixed)) instanceof LogFullException) {
                    break;
                }
            }
            assertThat(taken).isBetween(3, 40);
            assertThat(normal).isLessThanOrEqualTo(100_000 - 100_000 / 16);
            assertThat(small.stats().bytes()).isBetween(100_000L - 2_000, 100_000L);
        }
    }

    @Test
    void appendersOnManyThreadsKeepTheirOwnOrderAndGetDisjointRanges() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<CompletableFuture<Appended>> all = Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < 4; t++) {
            String source = "thread-" + t;
            threads.add(new Thread(() -> {
                for (int i = 0; i < 250; i++) {
                    all.add(log.append(Drafts.batch(source, i * 2, 2)).toCompletableFuture());
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        await(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));

        List<LogRecord> records = read(1);
        assertThat(records).extracting(LogRecord::offset).containsExactlyElementsOf(upTo(2000));
        for (int t = 0; t < 4; t++) {
            String source = "thread-" + t;
            assertThat(records)
                    .filteredOn(record -> sealed(record).event().source().equals(source))
                    .extracting(record -> sealed(record).event().data())
                    .containsExactlyElementsOf(LongStream.range(0, 500)
                            .mapToObj(number -> "{\"n\":" + number + "}")
                            .toList());
        }
        assertThat(all).extracting(done -> done.join().firstSequenceId()).doesNotHaveDuplicates();
    }

    @Test
    void anAppendOfNothingIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> log.append(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingFinishesWhatWaitsAndRefusesTheRest() {
        List<CompletionStage<Appended>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(log.append(Drafts.batch("a", i, 1)));
        }
        log.close();

        assertThat(waiting).allSatisfy(stage -> assertThat(stage.toCompletableFuture())
                .isCompletedWithValueMatching(appended -> appended.firstSequenceId() > 0));
        assertThatFailure(log.append(Drafts.batch("a", 0, 1))).isInstanceOf(LogFailedException.class);
        assertThatFailure(log.read(1, 1, 1)).isInstanceOf(LogFailedException.class);
        assertThat(log.stats().accepting()).isFalse();
        log.close();
    }

    private Appended append(String source, int count) {
        return await(log.append(Drafts.batch(source, 0, count)));
    }

    private List<LogRecord> read(long from) {
        return await(log.read(from, ALL, Integer.MAX_VALUE));
    }

    /** Appends until the log is full; the place of the last batch that went in. */
    static Appended fill(EventLog log) {
        Appended last = new Appended(0, 0, 0);
        for (int i = 0; i < ALL; i++) {
            CompletableFuture<Appended> next =
                    log.append(List.of(Drafts.ofSize(500), Drafts.ofSize(500))).toCompletableFuture();
            if (failureOf(next) instanceof LogFullException) {
                return last;
            }
            last = next.join();
        }
        throw new AssertionError("the log is never full");
    }

    /** Room is made by a background thread, so the first tries may still be refused. */
    static Appended appendOnceThereIsRoom(EventLog log) {
        return Waiting.forThat(
                        Duration.ofSeconds(10),
                        () -> log.append(List.of(Drafts.ofSize(500))).toCompletableFuture(),
                        next -> failureOf(next) == null)
                .join();
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        } catch (Exception late) {
            throw new AssertionError(late);
        }
    }

    /** Why a stage failed; null where it did not. */
    static Throwable failureOf(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(20, SECONDS);
            return null;
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (Exception late) {
            throw new AssertionError(late);
        }
    }

    static AbstractThrowableAssert<?, ?> assertThatFailure(CompletionStage<?> stage) {
        return assertThat(failureOf(stage));
    }

    static Note note(String text) {
        return new Note(Note.Kind.AUDIT, text.getBytes(UTF_8));
    }

    /** The sequence id of an event, the text of a note. */
    static String told(LogRecord record) {
        return record instanceof EventRecord event
                ? Long.toString(event.sealed().event().sequenceId())
                : new String(record.json(), UTF_8);
    }

    /** The event that a record is. */
    static SealedEvent sealed(LogRecord record) {
        return ((EventRecord) record).sealed();
    }

    static List<Long> offsets(CompletionStage<List<LogRecord>> read) {
        return await(read).stream().map(LogRecord::offset).toList();
    }

    static List<Long> upTo(long end) {
        return LongStream.rangeClosed(1, end).boxed().toList();
    }
}
