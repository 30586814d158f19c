package dev.crossfade.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.EventJson;
import dev.crossfade.event.Route;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.event.Verdict;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.Events;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogRunTest {
    private final EventJson codec = new EventJson();

    @Test
    void aRunOfEventsEndsBeforeTheFirstNote() {
        LogRun run = LogRun.of(List.of(event(5), event(6), note(7), event(8)));

        assertThat(run.isOfNotes()).isFalse();
        assertThat(run.first()).isEqualTo(5);
        assertThat(run.last()).isEqualTo(6);
        assertThat(run.events()).hasSize(2);
    }

    @Test
    void aRunOfNotesOfAnyKindEndsBeforeTheFirstEvent() {
        LogRun run = LogRun.of(List.of(note(7, Note.Kind.AUDIT), note(8, Note.Kind.METRICS), event(9), note(10)));

        assertThat(run.isOfNotes()).isTrue();
        assertThat(run.notes()).extracting(NoteRecord::offset).containsExactly(7L, 8L);
        assertThat(run.events()).isEmpty();
        assertThat(run.last()).isEqualTo(8);
    }

    @Test
    void eventsThatAreNotToBeStoredAreInTheRunAndNotAmongItsRows() {
        LogRun run = LogRun.of(List.of(liveOnly(3), event(4), liveOnly(5)));

        assertThat(run.first()).isEqualTo(3);
        assertThat(run.last()).isEqualTo(5);
        assertThat(run.events()).hasSize(1);
        assertThat(LogRun.of(List.of(liveOnly(3))).isOfNotes()).isFalse();
    }

    @Test
    void theFeedHasSomethingToDeliverWhereARowOfItIsForRealtime() {
        assertThat(runOf(Route.WEBSOCKET, Route.NONE).isForTheFeed()).isFalse();
        assertThat(runOf(Route.WEBSOCKET, Route.DUAL).isForTheFeed()).isTrue();
        assertThat(runOf(Route.REALTIME).isForTheFeed()).isTrue();
        assertThat(LogRun.of(List.of(liveOnly(3))).isForTheFeed()).isFalse();
    }

    /** Among the test's events there are some of each route. */
    private static LogRun runOf(Route... routes) {
        return LogRun.of(Arrays.stream(routes)
                .<LogRecord>map(route -> LongStream.rangeClosed(1, 20)
                        .mapToObj(Events::event)
                        .filter(event -> event.route() == route)
                        .findFirst()
                        .map(event -> new EventRecord(
                                event.sequenceId(), new SealedEvent(event, new byte[0], true, Verdict.PASSED)))
                        .orElseThrow())
                .toList());
    }

    private LogRecord event(long offset) {
        return new EventRecord(offset, codec.seal(Drafts.draft("a", offset), "node", offset));
    }

    private LogRecord liveOnly(long offset) {
        return new EventRecord(offset, codec.seal(Drafts.liveOnly("a", offset), "node", offset));
    }

    private static LogRecord note(long offset) {
        return note(offset, Note.Kind.AUDIT);
    }

    private static LogRecord note(long offset, Note.Kind kind) {
        return new NoteRecord(offset, new Note(kind, "{}".getBytes(UTF_8)), 1, 0);
    }
}
