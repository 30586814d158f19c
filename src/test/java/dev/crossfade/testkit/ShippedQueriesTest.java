package dev.crossfade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShippedQueriesTest {
    @Test
    void theSeriesOfAQueryAreFoundAmongItsFunctionsLabelsAndWords() {
        assertThat(ShippedQueries.metrics(
                        "histogram_quantile(0.95, sum by (adapter, le) (rate(a_bucket{x=~\"b|c{\"}[5m])))"
                                + " > on (instance) max by(z) (limit_seconds) and d or e:f == bool 2"))
                .containsExactly("a_bucket", "d", "e:f", "limit_seconds");
        assertThat(ShippedQueries.metrics("up{job=\"crossfade\"} == 0")).containsExactly("up");
    }

    @Test
    void thereAreQueriesInBothFiles() {
        assertThat(ShippedQueries.alerts()).hasSizeGreaterThan(8);
        assertThat(ShippedQueries.panels()).hasSizeGreaterThan(20).doesNotContainNull();
        assertThat(ShippedQueries.variables()).isNotEmpty();
    }
}
