package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

/**
 * Makes the JSON parsers of this package: RFC 8259 and nothing besides. Used by any thread.
 *
 * <p>Lengths are bounded by the size of what is parsed, which the callers bound; only the depth has a limit here.
 */
final class StrictJson {
    /** Deepest nesting that is looked at, so that hostile text cannot exhaust memory. */
    static final int MAX_DEPTH = 1000;

    /** Member names are not interned, and colliding ones cost time but are no error. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private StrictJson() {}
}
