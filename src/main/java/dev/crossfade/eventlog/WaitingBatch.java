package dev.crossfade.eventlog;

import dev.crossfade.event.Category;
import dev.crossfade.event.EventDraft;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A batch that waits for the writer: of events or of notes.
 *
 * @param drafts of events; none where it has notes
 * @param appended told once how it ended
 * @param weight about how many bytes of text it holds in memory
 * @param critical whether any of its events is, or it has notes: then it may use what is kept in reserve
 */
record WaitingBatch(
        List<EventDraft> drafts,
        List<Note> notes,
        CompletableFuture<Appended> appended,
        long weight,
        boolean critical) {
    private static final int FIXED_WEIGHT = 256;

    static WaitingBatch of(List<EventDraft> drafts) {
        long weight = 0;
        boolean critical = false;
        for (EventDraft draft : drafts) {
            weight += FIXED_WEIGHT + draft.data().length() + draft.metadata().length();
            critical |= draft.category() == Category.CRITICAL;
        }
        return new WaitingBatch(drafts, List.of(), new CompletableFuture<>(), weight, critical);
    }

    static WaitingBatch ofNotes(List<Note> notes) {
        long weight = 0;
        for (Note note : notes) {
            weight += FIXED_WEIGHT + note.json().length;
        }
        return new WaitingBatch(List.of(), List.copyOf(notes), new CompletableFuture<>(), weight, true);
    }
}
