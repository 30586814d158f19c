package dev.crossfade.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.ParityCount;
import dev.crossfade.bus.ParityCounts;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.event.Category;
import dev.crossfade.event.SealedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the totals for the next start. */
class KeptTotalsStoreTest {
    @TempDir
    private Path folder;

    @Test
    void totalsComeBackAndWhatWasPendingIsUnverified() {
        Streams streams = new Streams(1);
        List<SealedEvent> events = streams.accept(10);
        streams.live(0, events);
        streams.stored(0, Streams.rows(events.subList(0, 4)));
        Map<Category, ParityCounts> noted =
                Map.of(Category.SYSTEM, new ParityCounts(Map.of(ParityCount.DUAL_WRITTEN, 3L)));
        store().write(new KeptTotals(12, streams.tally.totals(), noted, 60_000_000, streams.tally.recent(300)));

        KeptTotals kept = store().read().orElseThrow();
        assertThat(kept.upTo()).isEqualTo(12);
        assertThat(kept.noted().get(Category.SYSTEM).of(ParityCount.DUAL_WRITTEN))
                .isEqualTo(3);
        assertThat(kept.minuteMicros()).isEqualTo(60_000_000);
        ParityTally next = new ParityTally();
        next.restore(kept, Micros.of(streams.now()));
        next.giveUpPending();
        Map<Category, ParityFigures> figures = next.byCategory(Duration.ofMinutes(5), Micros.of(streams.now()));
        ParityFigures all = ParityTally.total(figures);
        assertThat(all.dualWritten()).isEqualTo(10);
        assertThat(all.matched()).isEqualTo(4);
        assertThat(all.unverified()).isEqualTo(6);
        assertThat(all.pending()).isZero();
        assertThat(all.recentComparisons()).as("the sliding window goes on").isEqualTo(4);
    }

    @Test
    void withoutAFileOrWithABrokenOneTheyBeginAnew() throws Exception {
        assertThat(store().read()).isEmpty();
        for (String broken : List.of(
                "",
                "{\"format\":1,\"up_to\":7",
                "{\"format\":2}",
                "[]",
                file("{\"system\":{\"dual_written\":5,\"matched\":6}}", "{}"),
                file("{\"system\":{\"dual_written\":-1}}", "{}"),
                file(
                        "{\"system\":{\"dual_written\":9223372036854775807,\"matched\":9223372036854775807,\"changed\":1}}",
                        "{}"),
                file("{}", "{\"system\":[[1,-5,-4]]}"),
                file("{}", "{\"system\":[[1,10,11]]}"))) {
            Files.writeString(folder.resolve("parity.json"), broken);
            assertThat(store().read()).as(broken).isEmpty();
        }
    }

    private static String file(String totals, String recent) {
        return "{\"format\":1,\"up_to\":7,\"categories\":" + totals + ",\"recent\":" + recent + "}";
    }

    private KeptTotalsStore store() {
        return new KeptTotalsStore(folder);
    }
}
