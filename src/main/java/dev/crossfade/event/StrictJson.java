package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Makes the JSON parsers of this package: RFC 8259 and nothing besides. Used by any thread.
 *
 * <p>Lengths are bounded by the size of what is parsed, which the callers bound; only the depth has a limit here.
 */
final class StrictJson {
    /** Deepest nesting that is looked at, so that hostile text cannot exhaust memory. */
    static final int MAX_DEPTH = 1000;

    /**
     * Longest text whose member names are remembered for the next. A factory keeps some thousands of names for good, so
     * long ones must not get there.
     */
    private static final int MAX_REMEMBERED = 4096;

    private static final JsonFactoryBuilder STRICT = strict();
    private static final JsonFactory REMEMBERING = STRICT.build();

    private StrictJson() {}

    static JsonParser parser(byte[] json, int from, int to) throws IOException {
        JsonFactory factory = to - from <= MAX_REMEMBERED ? REMEMBERING : STRICT.build();
        return factory.createParser(json, from, to - from);
    }

    static JsonParser parser(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return parser(bytes, 0, bytes.length);
    }

    /** Colliding names cost time but are no error; interning them would cost more than it saves. */
    private static JsonFactoryBuilder strict() {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
        JsonFactoryBuilder builder = new JsonFactoryBuilder();
        builder.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
        builder.disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW);
        builder.disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
        builder.streamReadConstraints(constraints);
        return builder;
    }
}
