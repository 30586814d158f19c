package dev.crossfade.eventlog;

import static dev.crossfade.eventlog.EventLogContract.assertThatFailure;
import static dev.crossfade.eventlog.EventLogContract.await;
import static dev.crossfade.eventlog.EventLogContract.offsets;
import static dev.crossfade.eventlog.EventLogContract.upTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.event.EventDraft;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.testkit.Drafts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of what a crash or a bad disk left. */
final class SegmentedLogRecoveryTest {
    private static final int ALL = 1_000_000;

    @TempDir
    Path temp;

    private LogHome home;

    @BeforeEach
    void newHome() {
        home = LogHome.in(temp);
    }

    @Test
    void recordsAndNumbersGoOnOverARestart() {
        appendOneByOne(60);

        try (SegmentedLog log = home.open()) {
            assertThat(home.segments()).hasSizeGreaterThan(2);
            assertThat(readAll(log)).isEqualTo(upTo(60));
            assertThat(await(log.append(Drafts.batch("b", 0, 2)))).isEqualTo(new Appended(61, 62, 0));
            assertThat(readAll(log)).isEqualTo(upTo(62));
            assertThat(log.stats().problem()).isEmpty();
        }
    }

    @Test
    void whatComesBackFromDiskIsWhatWasAcknowledged() {
        List<LogRecord> written;
        try (SegmentedLog log = home.open()) {
            for (int i = 0; i < 40; i++) {
                await(log.append(List.of(Drafts.draft("ä€", i), Drafts.liveOnly("b", i))));
            }
            written = await(log.read(1, ALL, ALL));
        }
        try (SegmentedLog log = home.open()) {
            assertThat(await(log.read(1, ALL, ALL))).usingRecursiveComparison().isEqualTo(written);
        }
    }

    @Test
    void recordsLongerThanTheReadBufferComeBackWhole() {
        int buffer = RecordCursor.BUFFER;
        LogHome large = home.withSegments(16 << 20);
        List<LogRecord> written = new ArrayList<>();
        try (SegmentedLog log = large.open()) {
            int around = RecordLayout.PAYLOAD + 200;
            for (int bytes = buffer - around; bytes < buffer + 8; bytes += 7) {
                written.addAll(append(log, Drafts.ofSize(bytes)));
            }
            for (int bytes : new int[] {2 * buffer - 100, 2 * buffer, 3 * buffer + 1}) {
                written.addAll(append(log, Drafts.ofSize(bytes)));
                written.addAll(append(log, Drafts.liveOnly("small", bytes)));
            }
        }
        try (SegmentedLog log = large.open()) {
            assertThat(log.stats().lastSequenceId()).isEqualTo(written.size());
            for (int from = 1; from <= written.size(); from += 11) {
                assertThat(await(log.read(from, 11, Integer.MAX_VALUE)))
                        .map(SegmentedLogRecoveryTest::comparable)
                        .isEqualTo(written.subList(from - 1, Math.min(written.size(), from + 10)).stream()
                                .map(SegmentedLogRecoveryTest::comparable)
                                .toList());
            }
        }
    }

    /** All of a record; its bytes as text, since arrays know no equality. */
    private static List<Object> comparable(LogRecord entry) {
        SealedEvent sealed = EventLogContract.sealed(entry);
        return List.of(entry.offset(), sealed.event(), sealed.persist(), new String(sealed.json(), UTF_8));
    }

    /** Appends and reads back while it is still in memory. */
    private static List<LogRecord> append(SegmentedLog log, EventDraft draft) {
        Appended appended = await(log.append(List.of(draft)));
        return await(log.read(appended.firstSequenceId(), 1, ALL));
    }

    @Test
    void aTailTornAtAnyByteLosesTheLastBatchAlone() throws IOException {
        appendOneByOne(5);
        try (SegmentedLog log = home.open()) {
            await(log.append(Drafts.batch("torn", 0, 3)));
        }
        Path segment = home.segments().get(0);
        List<Long> positions = LogHome.positions(segment);
        long batchStart = positions.get(5);
        byte[] whole = Files.readAllBytes(segment);

        for (long cut = batchStart; cut < positions.get(8); cut++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, (int) cut, torn.length, (byte) 0);
            assertStartsAfterFive(segment, torn, cut);
        }
    }

    @Test
    void aFileCutShortAtAnyByteLosesTheLastBatchAlone() throws IOException {
        appendOneByOne(6);
        Path segment = home.segments().get(0);
        List<Long> positions = LogHome.positions(segment);
        byte[] whole = Files.readAllBytes(segment);

        for (long cut = positions.get(5); cut < positions.get(6); cut++) {
            assertStartsAfterFive(segment, Arrays.copyOf(whole, (int) cut), cut);
        }
    }

    @Test
    void aTailOfRubbishIsCut() throws IOException {
        appendOneByOne(5);
        Path segment = home.segments().get(0);
        byte[] whole = Files.readAllBytes(segment);
        long end = LogHome.positions(segment).get(5);
        for (int i = (int) end; i < whole.length; i++) {
            whole[i] = (byte) (i * 31);
        }
        assertStartsAfterFive(segment, whole, end);
    }

    private void assertStartsAfterFive(Path segment, byte[] content, long cut) throws IOException {
        Files.write(segment, content);
        try (SegmentedLog log = home.open()) {
            assertThat(readAll(log)).as("cut at %d", cut).isEqualTo(upTo(5));
            assertThat(log.stats().problem()).isEmpty();
            assertThat(await(log.append(Drafts.batch("after", 0, 1)))).isEqualTo(new Appended(6, 6, 0));
        }
        assertThat(home.damaged()).isEmpty();
        if (cut % 16 == 0) {
            try (SegmentedLog log = home.open()) {
                assertThat(readAll(log)).as("cut at %d, second start", cut).isEqualTo(upTo(6));
            }
        }
    }

    @Test
    void damageAtAnyByteBeforeSoundRecordsLosesThatRecordAlone() throws IOException {
        appendOneByOne(6);
        Path segment = home.segments().get(0);
        List<Long> positions = LogHome.positions(segment);
        byte[] whole = Files.readAllBytes(segment);

        for (long at = positions.get(2); at < positions.get(3); at++) {
            byte[] flipped = whole.clone();
            flipped[(int) at] ^= 0x5a;
            Path second = temp.resolve("at-" + at);
            Files.createDirectories(second.resolve("log"));
            Files.write(second.resolve("log").resolve(segment.getFileName()), flipped);
            assertThirdIsMissing(LogHome.in(second), flipped);
        }
    }

    private static void assertThirdIsMissing(LogHome damaged, byte[] content) throws IOException {
        for (int start = 1; start <= 2; start++) {
            try (SegmentedLog log = damaged.open()) {
                assertThat(offsets(log.read(1, ALL, ALL))).containsExactly(1L, 2L, 4L, 5L, 6L);
                assertThat(log.stats().problem()).contains("offsets 3 are missing");
                assertThat(log.stats().accepting()).isTrue();
            }
        }
        assertThat(damaged.damaged()).hasSize(1);
        assertThat(damaged.damaged().get(0)).hasBinaryContent(content);
    }

    @Test
    void aSegmentInTheMiddleThatEndsEarlyIsSetAsideAndTheRestIsRead() throws IOException {
        appendOneByOne(60);
        Path middle = home.segments().get(1);
        List<Long> positions = LogHome.positions(middle);
        long firstLost = Segment.baseOffsetOf(middle) + 2;
        long firstAfter = Segment.baseOffsetOf(home.segments().get(2));
        LogHome.overwrite(middle, positions.get(2), new byte[(int) (4096 - positions.get(2))]);

        for (int start = 1; start <= 2; start++) {
            try (SegmentedLog log = home.open()) {
                assertThat(readAll(log))
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, 60)
                                .filter(offset -> offset < firstLost || offset >= firstAfter)
                                .boxed()
                                .toList());
                assertThat(log.stats().problem()).contains(firstLost + " to " + (firstAfter - 1));
                assertThat(home.damaged()).hasSize(1);
            }
        }
    }

    @Test
    void aSegmentThatIsGoneIsNamedAsAGap() throws IOException {
        appendOneByOne(60);
        long first = Segment.baseOffsetOf(home.segments().get(1));
        long last = Segment.baseOffsetOf(home.segments().get(2)) - 1;
        Files.delete(home.segments().get(1));

        try (SegmentedLog log = home.open()) {
            assertThat(log.stats().problem()).contains(first + " to " + last);
            assertThat(offsets(log.read(first, 1, ALL))).containsExactly(last + 1);
        }
    }

    @Test
    void aBrokenHeaderCostsNoRecord() throws IOException {
        appendOneByOne(40);
        String node = Files.readString(home.nodeIdFile());
        for (Path segment : List.of(
                home.segments().get(0), home.segments().get(home.segments().size() - 1))) {
            LogHome.overwrite(segment, 3, (byte) 0);
        }
        try (SegmentedLog log = home.open()) {
            assertThat(readAll(log)).isEqualTo(upTo(40));
            assertThat(await(log.append(Drafts.batch("b", 0, 1)))).isEqualTo(new Appended(41, 41, 0));
            assertThat(home.damaged()).hasSize(2);
        }
        assertThat(home.nodeIdFile()).hasContent(node.strip());
    }

    @Test
    void whereTheNewestSegmentTellsNothingTheNodeIdIsNew() throws IOException {
        appendOneByOne(40);
        String node = Files.readString(home.nodeIdFile());
        Path last = home.segments().get(home.segments().size() - 1);
        LogHome.overwrite(last, 0, new byte[4096]);

        try (SegmentedLog log = home.open()) {
            assertThat(log.node()).isNotEqualTo(node.strip());
            assertThat(await(log.append(Drafts.batch("b", 0, 1))).firstSequenceId())
                    .isEqualTo(Segment.baseOffsetOf(last));
        }
    }

    @Test
    void theCheckpointSurvivesACleanRestart() {
        appendOneByOne(30);
        try (SegmentedLog log = home.open()) {
            log.checkpoint(17);
        }
        try (SegmentedLog log = home.open()) {
            assertThat(log.stats().checkpoint()).isEqualTo(17);
            assertThat(offsets(log.read(18, ALL, ALL))).hasSize(13);
        }
    }

    @Test
    void aLostCheckpointIsTheStartOfTheOldestSegment() throws IOException {
        appendOneByOne(60);
        try (SegmentedLog log = home.open()) {
            log.checkpoint(50);
        }
        long oldest = Segment.baseOffsetOf(home.segments().get(0));
        assertThat(oldest).isGreaterThan(1);
        Files.delete(home.folder().resolve("checkpoint"));

        try (SegmentedLog log = home.open()) {
            assertThat(log.stats().checkpoint()).isEqualTo(oldest - 1);
            assertThat(readAll(log)).startsWith(oldest).endsWith(60L);
        }
    }

    @Test
    void aTornCheckpointFallsBackToTheOneBefore() throws IOException {
        appendOneByOne(10);
        for (long upTo : List.of(4L, 7L)) {
            try (SegmentedLog log = home.open()) {
                log.checkpoint(upTo);
            }
        }
        Path file = home.folder().resolve("checkpoint");
        for (int slot : List.of(0, 4096)) {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes[slot + 7] == 7) {
                LogHome.overwrite(file, slot + 3, (byte) 1);
            }
        }
        try (SegmentedLog log = home.open()) {
            assertThat(log.stats().checkpoint()).isEqualTo(4);
        }
    }

    @Test
    void numbersAreNotGivenAgainWhereTheLogEndsBelowItsCheckpoint() throws IOException {
        home = home.withSegments(64 << 10);
        appendOneByOne(10);
        try (SegmentedLog log = home.open()) {
            log.checkpoint(10);
        }
        Path segment = home.segments().get(0);
        long seventh = LogHome.positions(segment).get(6);
        LogHome.overwrite(segment, seventh, new byte[(int) (Files.size(segment) - seventh)]);

        try (SegmentedLog log = home.open()) {
            assertThat(await(log.append(Drafts.batch("b", 0, 1)))).isEqualTo(new Appended(11, 11, 0));
            assertThat(log.stats().backlog()).isEqualTo(1);
        }
    }

    @Test
    void numbersGoOnWhenEverySegmentButTheActiveOneIsDeleted() {
        home = home.withMaxBytes(8 << 10);
        long last;
        try (SegmentedLog log = home.open()) {
            last = EventLogContract.fill(log).lastSequenceId();
            log.checkpoint(last);
            last = EventLogContract.appendOnceThereIsRoom(log).lastSequenceId();
            log.checkpoint(last);
        }
        try (SegmentedLog log = home.open()) {
            assertThat(log.stats().lastSequenceId()).isEqualTo(last);
            assertThat(await(log.append(Drafts.batch("b", 0, 1))).firstSequenceId())
                    .isEqualTo(last + 1);
        }
    }

    @Test
    void aSecondDaemonIsKeptOutAndToldOfTheFolder() {
        try (SegmentedLog log = home.open()) {
            assertThatThrownBy(home::open)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("another daemon")
                    .hasMessageContaining(home.folder().toString());
            assertThat(await(log.append(Drafts.batch("a", 0, 1)))).isEqualTo(new Appended(1, 1, 0));
        }
        home.open().close();
    }

    @Test
    void theNodeIdIsMadeOnceAndStays() throws IOException {
        String made;
        try (SegmentedLog log = home.open()) {
            made = log.node();
        }
        assertThat(made).matches("[0-9a-z]{12}");
        assertThat(home.nodeIdFile()).hasContent(made);
        Files.delete(home.nodeIdFile());
        try (SegmentedLog log = home.open()) {
            assertThat(log.node()).isEqualTo(made);
        }
        assertThat(home.nodeIdFile()).hasContent(made);
    }

    @Test
    void anEmptyFolderWithANodeIdFileGetsANewNodeId() throws IOException {
        appendOneByOne(3);
        String old = Files.readString(home.nodeIdFile()).strip();
        Path gone = temp.resolve("moved-away");
        Files.move(home.folder(), gone, StandardCopyOption.ATOMIC_MOVE);

        try (SegmentedLog log = home.open()) {
            assertThat(log.node()).isNotEqualTo(old);
            assertThat(await(log.append(Drafts.batch("b", 0, 1)))).isEqualTo(new Appended(1, 1, 0));
            assertThat(log.stats().checkpoint()).isZero();
        }
    }

    @Test
    void aRecordThatRotsWhileTheLogIsOpenFailsTheReadAndNothingElse() throws IOException {
        try (SegmentedLog log = home.open()) {
            for (int i = 0; i < 30; i++) {
                await(log.append(Drafts.batch("a", i, 1)));
            }
            LogHome.overwrite(home.segments().get(0), SegmentHeader.SIZE + 50, (byte) 0xff);

            assertThatFailure(log.read(1, ALL, ALL))
                    .isInstanceOf(LogFailedException.class)
                    .hasMessageContaining(home.segments().get(0).getFileName().toString());
            assertThat(await(log.append(Drafts.batch("a", 0, 1)))).isEqualTo(new Appended(31, 31, 0));
        }
    }

    private void appendOneByOne(int count) {
        try (SegmentedLog log = home.open()) {
            for (int i = 0; i < count; i++) {
                await(log.append(Drafts.batch("a", i, 1)));
            }
        }
    }

    /** Reads page by page, as a reader does. */
    static List<Long> readAll(EventLog log) {
        List<Long> all = new ArrayList<>();
        long next = 1;
        while (true) {
            List<Long> page = offsets(log.read(next, 7, ALL));
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            next = page.get(page.size() - 1) + 1;
        }
    }
}
