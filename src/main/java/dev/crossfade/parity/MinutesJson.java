package dev.crossfade.parity;

import dev.crossfade.bus.ParityCounts;
import dev.crossfade.bus.ParityWindow;
import dev.crossfade.bus.ParityWindowJson;
import dev.crossfade.event.Category;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LastNote;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Where the counting goes on after a start: at what was kept, or at the last minute that the event log took after that,
 * whichever is later. Each says all the totals of its moment, so nothing is counted twice and nothing is left out,
 * wherever a kill came between the two.
 */
final class MinutesJson {
    private MinutesJson() {}

    /**
     * Finds it.
     *
     * @param kept what the last start left; empty where there is nothing
     * @param end offset of the newest record
     */
    static CompletionStage<KeptTotals> find(Optional<KeptTotals> kept, EventLog log, long end, Executor context) {
        // Beyond the end: the log was put back, or is another, and what it has now was counted.
        KeptTotals known =
                kept.map(state -> state.upTo() <= end ? state : state.upTo(end)).orElse(KeptTotals.NOTHING);
        return LastNote.behind(known.upTo(), log, end, Note.Kind.PARITY, context)
                .thenApply(found -> found.last()
                        .flatMap(MinutesJson::window)
                        .map(last -> later(known, last))
                        .orElseGet(() -> kept.isPresent() || found.firstOffset() <= 1 ? known : known.upTo(end)));
    }

    /** The window in a note; empty where it holds none, which is not stored either. */
    static Optional<ParityWindow> window(NoteRecord note) {
        try {
            return Optional.of(ParityWindowJson.read(new JsonObject(Buffer.buffer(note.json()))));
        } catch (RuntimeException none) {
            return Optional.empty();
        }
    }

    private static KeptTotals later(KeptTotals kept, ParityWindow last) {
        Map<Category, ParityCounts> totals = new EnumMap<>(Category.class);
        totals.putAll(kept.totals());
        last.totals().forEach((category, counts) -> totals.merge(category, counts, ParityCounts::orLater));
        return new KeptTotals(
                Math.max(kept.upTo(), last.upTo()), totals, last.totals(), kept.minuteMicros(), kept.recent());
    }
}
