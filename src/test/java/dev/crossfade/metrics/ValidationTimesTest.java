package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When the time that validation took may be added up. */
class ValidationTimesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
    private static final EventKind KIND = new EventKind("response_time", Category.PERFORMANCE);
    private static final EventKind OTHER = new EventKind("error", Category.CRITICAL);

    private final ValidationTimes times = new ValidationTimes();

    @Test
    void itWaitsUntilTheLogIsCountedUpToWhereItWasToldHoweverManyPagesThatTakes() {
        times.add(KIND, 70, NOW, 2000);
        assertThat(settled(500)).isEmpty();
        assertThat(settled(1000)).isEmpty();
        assertThat(settled(1500)).isEmpty();
        assertThat(settled(2000)).containsExactly(Map.of(KIND, 70L));
        assertThat(settled(2000)).isEmpty();
    }

    @Test
    void whatComesInMeanwhileWaitsForItsOwn() {
        times.add(KIND, 70, NOW, 2000);
        assertThat(settled(1000)).isEmpty();
        times.add(OTHER, 30, NOW, 3000);
        assertThat(settled(1500)).isEmpty();
        assertThat(settled(2500)).containsExactly(Map.of(KIND, 70L));
        assertThat(settled(2600)).isEmpty();
        assertThat(settled(3000)).containsExactly(Map.of(OTHER, 30L));
    }

    @Test
    void allOfItIsTakenAtOnceWhereTheLogIsCountedBeyond() {
        times.add(KIND, 70, NOW, 2000);
        assertThat(settled(1000)).isEmpty();
        times.add(KIND, 5, NOW, 2100);
        assertThat(settled(2100)).containsExactly(Map.of(KIND, 70L), Map.of(KIND, 5L));
    }

    private List<Map<EventKind, Long>> settled(long upTo) {
        return times.settled(upTo).stream()
                .map(ValidationTimes.Spent::nanos)
                .filter(nanos -> !nanos.isEmpty())
                .toList();
    }
}
