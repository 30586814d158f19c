package dev.crossfade.eventlog;

import dev.crossfade.event.Category;
import dev.crossfade.event.EventDraft;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A batch that waits for the writer.
 *
 * @param appended told once how it ended
 * @param weight about how many bytes of text it holds in memory
 * @param critical whether any of its events is: then it may use what is kept in reserve
 */
record WaitingBatch(List<EventDraft> drafts, CompletableFuture<Appended> appended, long weight, boolean critical) {
    private static final int FIXED_WEIGHT = 256;

    static WaitingBatch of(List<EventDraft> drafts) {
        long weight = 0;
        boolean critical = false;
        for (EventDraft draft : drafts) {
            weight += FIXED_WEIGHT + draft.data().length() + draft.metadata().length();
            critical |= draft.category() == Category.CRITICAL;
        }
        return new WaitingBatch(drafts, new CompletableFuture<>(), weight, critical);
    }
}
