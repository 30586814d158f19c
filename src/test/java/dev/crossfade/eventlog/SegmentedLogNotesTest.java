package dev.crossfade.eventlog;

import static dev.crossfade.eventlog.EventLogContract.assertThatFailure;
import static dev.crossfade.eventlog.EventLogContract.await;
import static dev.crossfade.eventlog.EventLogContract.note;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.Verdict;
import dev.crossfade.testkit.Drafts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which numbers a log goes on with, and what it finds, where notes lie among its events. */
final class SegmentedLogNotesTest {
    private static final int ALL = 1_000_000;
    private static final Appended NEXT_OF_THREE = new Appended(4, 4, 0);

    @TempDir
    Path temp;

    private LogHome home;

    @BeforeEach
    void newHome() {
        home = LogHome.in(temp);
    }

    @Test
    void aLogThatEndsWithANoteGoesOnWithTheNextEventsId() {
        threeEventsAndTwoNotes();

        try (SegmentedLog log = home.open()) {
            assertThat(told(log)).containsExactly("1", "2", "one", "3", "two");
            assertThat(log.stats().endOffset()).isEqualTo(5);
            assertThat(log.stats().lastSequenceId()).isEqualTo(3);
            assertThat(log.stats().oldestBacklogMillis()).isEqualTo(Drafts.RECEIVED.toEpochMilli());
            assertThat(await(log.append(Drafts.batch("b", 0, 1)))).isEqualTo(NEXT_OF_THREE);
            assertThat(told(log)).containsExactly("1", "2", "one", "3", "two", "4");
        }
    }

    @Test
    void aNoteKeepsItsKindOverARestart() {
        try (SegmentedLog log = home.open()) {
            for (Note.Kind kind : Note.Kind.values()) {
                await(log.note(List.of(new Note(kind, new byte[] {1}))));
            }
        }
        try (SegmentedLog log = home.open()) {
            assertThat(await(log.read(1, ALL, ALL)))
                    .extracting(record -> ((NoteRecord) record).note().kind())
                    .containsExactly(Note.Kind.values());
        }
    }

    @Test
    void aLogWithNothingButANoteGoesOnWithTheFirstId() {
        try (SegmentedLog log = home.open()) {
            await(log.note(List.of(note("alone"))));
        }
        try (SegmentedLog log = home.open()) {
            assertThat(log.stats().lastSequenceId()).isZero();
            assertThat(log.stats().oldestBacklogMillis()).isPositive();
            assertThat(await(log.append(Drafts.batch("a", 0, 1)))).isEqualTo(new Appended(1, 1, 0));
            assertThat(told(log)).containsExactly("alone", "1");
        }
    }

    @Test
    void aSegmentThatHoldsNothingButANoteTellsTheNumbersEvenWithoutItsHeader() throws IOException {
        try (SegmentedLog log = home.open()) {
            await(log.append(Drafts.batch("a", 0, 3)));
            // Larger than what is left of the segment.
            await(log.note(List.of(note("x".repeat(4000)))));
        }
        assertThat(home.segments()).hasSize(2);
        String node = Files.readString(home.nodeIdFile());
        Files.delete(home.segments().get(0));
        LogHome.overwrite(home.segments().get(0), 3, (byte) 0);

        try (SegmentedLog log = home.open()) {
            assertThat(log.node()).isEqualTo(node.strip());
            assertThat(await(log.append(Drafts.batch("b", 0, 1)))).isEqualTo(NEXT_OF_THREE);
            assertThat(log.stats().endOffset()).isEqualTo(5);
        }
    }

    @Test
    void aTailTornAtAnyByteLosesTheLastNotesTogether() throws IOException {
        try (SegmentedLog log = home.open()) {
            await(log.append(Drafts.batch("a", 0, 3)));
            await(log.note(List.of(note("{\"n\":1}"), note("{\"n\":2}"))));
        }
        Path segment = home.segments().get(0);
        List<Long> positions = LogHome.positions(segment);
        byte[] whole = Files.readAllBytes(segment);

        // The last byte of the first of both is included, where one of them is whole.
        for (long cut = positions.get(3); cut < positions.get(5); cut++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, (int) cut, torn.length, (byte) 0);
            Files.write(segment, torn);
            try (SegmentedLog log = home.open()) {
                assertThat(told(log)).as("cut at %d", cut).containsExactly("1", "2", "3");
                assertThat(log.stats().problem()).isEmpty();
                assertThat(await(log.append(Drafts.batch("b", 0, 1)))).isEqualTo(NEXT_OF_THREE);
            }
        }
        assertThat(home.damaged()).isEmpty();
    }

    @Test
    void damageAtAnyByteOfANoteLosesThatNoteAlone() throws IOException {
        threeEventsAndTwoNotes();
        Path segment = home.segments().get(0);
        List<Long> positions = LogHome.positions(segment);
        byte[] whole = Files.readAllBytes(segment);

        for (long at = positions.get(2); at < positions.get(3); at++) {
            byte[] flipped = whole.clone();
            flipped[(int) at] ^= 0x5a;
            LogHome damaged = LogHome.in(temp.resolve("at-" + at));
            Files.createDirectories(damaged.folder());
            Files.write(damaged.folder().resolve(segment.getFileName()), flipped);
            try (SegmentedLog log = damaged.open()) {
                assertThat(told(log)).containsExactly("1", "2", "3", "two");
                assertThat(log.stats().problem()).contains("offsets 3 are missing");
                assertThat(await(log.append(Drafts.batch("b", 0, 1)))).isEqualTo(NEXT_OF_THREE);
            }
        }
    }

    @Test
    void aDamagedEventBeforeANoteDoesNotHaveItsIdGivenAgain() throws IOException {
        threeEventsAndTwoNotes();
        Path segment = home.segments().get(0);
        long third = LogHome.positions(segment).get(3);
        LogHome.overwrite(segment, third + RecordLayout.PAYLOAD, (byte) 0xff);

        try (SegmentedLog log = home.open()) {
            assertThat(told(log)).containsExactly("1", "2", "one", "two");
            assertThat(await(log.append(Drafts.batch("b", 0, 1)))).isEqualTo(NEXT_OF_THREE);
        }
    }

    @Test
    void noKindIsARecordButThoseThatThereAre() {
        // Only an event has a publisher who may have given its id, and was judged.
        int ofEvents = RecordLayout.OWN_ID | RecordLayout.FLAWED | RecordLayout.NOT_JUDGED;
        for (int marks = 0; marks < 256; marks += RecordLayout.FLAWED) {
            for (int kind = 0; kind < RecordLayout.FLAWED; kind++) {
                int most = (marks & ofEvents) == 0 ? RecordLayout.KIND_PARITY : RecordLayout.KIND_LIVE_ONLY;
                assertThat(RecordLayout.isKnown((byte) (kind | marks))).isEqualTo(kind >= 1 && kind <= most);
            }
        }
    }

    @Test
    void aNoteOfEveryKindIsReadBackAsThat() {
        try (SegmentedLog log = home.open()) {
            for (Note.Kind kind : Note.Kind.values()) {
                await(log.note(List.of(new Note(kind, "{}".getBytes(UTF_8)))));
            }
        }
        try (SegmentedLog log = home.open()) {
            assertThat(await(log.read(1, 10, 1 << 20)))
                    .extracting(next -> ((NoteRecord) next).note().kind())
                    .containsExactly(Note.Kind.values());
        }
    }

    @Test
    void whatValidationSaidOfAnEventIsReadBack() {
        for (Verdict verdict : Verdict.values()) {
            try (SegmentedLog log = home.open()) {
                await(log.append(List.of(Drafts.judged(verdict))));
            }
        }
        try (SegmentedLog log = home.open()) {
            assertThat(await(log.read(1, 10, 1 << 20)))
                    .extracting(next -> ((EventRecord) next).sealed().verdict())
                    .containsExactly(Verdict.values());
        }
    }

    @Test
    void idsAreKnownAgainAcrossNotes() {
        UUID before = new UUID(1, 1);
        UUID behind = new UUID(1, 2);
        try (SegmentedLog log = home.open()) {
            await(log.append(List.of(Drafts.withId(before))));
            await(log.note(List.of(note("{\"id\":\"00000000-0000-0009-0000-000000000009\"}"))));
            await(log.append(List.of(Drafts.withId(behind))));
        }
        try (SegmentedLog log = home.open()) {
            assertThat(await(log.append(
                            List.of(Drafts.withId(before), Drafts.withId(behind), Drafts.withId(new UUID(9, 9))))))
                    .isEqualTo(new Appended(3, 3, 2));
        }
    }

    @Test
    void notesThatMeetAFullDiskAreRefusedTogetherAndLeaveNothing() {
        FaultyDisk disk = new FaultyDisk();
        home = home.with(disk);
        try (SegmentedLog log = home.open()) {
            await(log.append(Drafts.batch("a", 0, 2)));
            disk.fill(true);
            assertThatFailure(log.note(List.of(note("lost"), note("too")))).isInstanceOf(LogFullException.class);
            disk.fill(false);
            assertThat(await(log.append(Drafts.batch("a", 2, 1)))).isEqualTo(new Appended(3, 3, 0));
            await(log.note(List.of(note("kept"))));
            assertThat(log.stats().endOffset()).isEqualTo(4);
        }
        try (SegmentedLog log = home.open()) {
            assertThat(told(log)).containsExactly("1", "2", "3", "kept");
        }
    }

    /** Their offsets are 1, 2, 4 and 3, 5. */
    private void threeEventsAndTwoNotes() {
        try (SegmentedLog log = home.open()) {
            await(log.append(Drafts.batch("a", 0, 2)));
            await(log.note(List.of(note("one"))));
            await(log.append(Drafts.batch("a", 2, 1)));
            await(log.note(List.of(note("two"))));
        }
    }

    private static List<String> told(SegmentedLog log) {
        return await(log.read(1, ALL, ALL)).stream().map(EventLogContract::told).toList();
    }
}
