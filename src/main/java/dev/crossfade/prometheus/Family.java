package dev.crossfade.prometheus;

import dev.crossfade.bus.MetricsSnapshot.Bucket;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;

/** One metric of the daemon with its series, being filled. */
final class Family {
    private static final String PREFIX = "crossfade_";
    private static final double MILLIS_PER_SECOND = 1000;

    private final String name;
    private final String help;
    private final List<Series> series = new ArrayList<>();

    private record Series(double value, Labels labels) {}

    /**
     * @param name without prefix, and without what the format adds
     * @param help a sentence without its full stop
     */
    Family(String name, String help) {
        this.name = PREFIX + name;
        this.help = help;
    }

    /** Adds a series. */
    Family of(double value, String... labels) {
        series.add(new Series(value, Labels.of(labels)));
        return this;
    }

    Family of(long value, String... labels) {
        return of((double) value, labels);
    }

    /** As what only grows; {@code _total} is added to its name. */
    MetricSnapshot counter() {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        series.forEach(one -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .value(one.value())
                .labels(one.labels())
                .build()));
        return counter.build();
    }

    /** As what goes up and down. */
    MetricSnapshot gauge() {
        return gauge(null);
    }

    MetricSnapshot gauge(Unit unit) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(name).help(help).unit(unit);
        series.forEach(one -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .value(one.value())
                .labels(one.labels())
                .build()));
        return gauge.build();
    }

    /** As what says something by its labels alone; {@code _info} is added to its name. */
    MetricSnapshot info() {
        InfoSnapshot.Builder info = InfoSnapshot.builder().name(name).help(help);
        series.forEach(one -> info.dataPoint(
                InfoDataPointSnapshot.builder().labels(one.labels()).build()));
        return info.build();
    }

    /** As a histogram of seconds, being filled. */
    Histogram histogram() {
        return new Histogram();
    }

    /** The series of a histogram. */
    final class Histogram {
        private final HistogramSnapshot.Builder histogram =
                HistogramSnapshot.builder().name(name).help(help).unit(Unit.SECONDS);

        /**
         * Adds a series.
         *
         * @param upTo how many took at most so long, for growing bounds, of which the last is infinite
         */
        Histogram of(List<Bucket> upTo, double sumMillis, String... labels) {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            long below = 0;
            for (Bucket bucket : upTo) {
                buckets.bucket(bucket.boundMillis() / MILLIS_PER_SECOND, bucket.count() - below);
                below = bucket.count();
            }
            histogram.dataPoint(HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(buckets.build())
                    .sum(sumMillis / MILLIS_PER_SECOND)
                    .labels(Labels.of(labels))
                    .build());
            return this;
        }

        MetricSnapshot build() {
            return histogram.build();
        }
    }
}
