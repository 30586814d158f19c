package dev.crossfade.routing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BucketTest {
    /** Worked out with Python's zlib.crc32. */
    @ParameterizedTest
    @CsvSource({"'', 0", "a, 6311", "service-1, 1104", "01234567-89ab-cdef-0123-456789abcdef, 6971"})
    void agreesWithThePublishedVectors(String key, int bucket) {
        assertThat(Bucket.of(key)).isEqualTo(bucket);
    }

    @Property
    void liesInRangeAndNeverChanges(@ForAll String key) {
        assertThat(Bucket.of(key)).isBetween(0, 9_999).isEqualTo(Bucket.of(key));
    }
}
