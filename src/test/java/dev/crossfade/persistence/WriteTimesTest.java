package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.MetricsSnapshot.Bucket;
import dev.crossfade.bus.PersistenceObserved;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WriteTimesTest {
    private final WriteTimes times = new WriteTimes();

    @Test
    void eachTimeCountsInEveryBucketThatItFitsAndInTheSum() {
        for (long millis : List.of(1L, 3L, 20L, 60_000L)) {
            times.add(TimeUnit.MILLISECONDS.toNanos(millis));
        }
        PersistenceObserved.Writes observed = times.observed();
        assertThat(observed.times())
                .contains(new Bucket(1, 1), new Bucket(2, 1), new Bucket(5, 2), new Bucket(10, 2), new Bucket(20, 3))
                .endsWith(new Bucket(10_000, 3), new Bucket(Double.POSITIVE_INFINITY, 4));
        assertThat(observed.sumMillis()).isEqualTo(60_024);
    }
}
