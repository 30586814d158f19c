package dev.crossfade.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.FeedRow;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilterTest {
    private static final FeedRow ROW = Rows.row();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "category=eq.critical",
                " category=eq.critical , source=eq.api-1 ",
                "category=neq.debug",
                "category=eq.\"critical\"",
                "position=eq.42",
                "position=gt.9",
                "position=gte.42",
                "position=lt.100",
                "position=lte.42",
                "sequence_id=in.(5,6,7)",
                "config_version=neq.4",
                "timestamp=gte.2026-11-21",
                "timestamp=gt.2026-11-21T06:41:29.579+01:00",
                "timestamp=eq.2026-11-21T05:41:29.58Z",
                "created_at=lt.2026-11-21 05:41:31",
                "received_at=lte.2026-11-21T05:41:29.600000Z",
                "id=eq.0192F0C1-AAAA-7BBB-8CCC-0123456789AB",
                "id=gt.00000000-0000-0000-0000-000000000000",
                "source=lt.b",
                "source=in.(x,\"api-1\")",
                "source=not.in.(a,b)",
                "source=not.in.()",
                "source=like.api%",
                "source=like.%-_",
                "source=like.\"a%1\"",
                "source=not.like.API%",
                "source=ilike.API-_",
                "event_type=match.^cache_(metrics|stats)$",
                "event_type=match.metr",
                "event_type=imatch.^CACHE",
                "event_type=not.match.^x",
                "position=not.is.null",
                "position=isdistinct.41",
                "position=not.isdistinct.42",
                "adapters=eq.\"{websocket,realtime}\"",
                "adapters=isdistinct.{websocket}",
                "metadata=eq.{\"region\": \"eu\"}",
                "metadata=neq.{}",
                "data->>level=eq.error",
                "data->>hit_rate=eq.0.5",
                "data->>ok=eq.true",
                "data->>big=eq.12345678901234567890",
                "data->>none=is.null",
                "data->>missing=is.null",
                "data->>missing=isdistinct.x",
                "data->>list=eq.\"[1,{\\\"a\\\":\\\"é\\\"}]\"",
                "metadata->>region=like.e%"
            })
    void letsThrough(String filter) throws InvalidFilterException {
        assertThat(RowFilter.parse(filter).matches(ROW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "category=eq.Critical",
                "category=eq.critical,source=eq.other",
                "category=not.eq.critical",
                "position=eq.43",
                "position=gt.42",
                "position=lt.42",
                "position=is.null",
                "sequence_id=in.()",
                "sequence_id=not.in.(7)",
                "timestamp=lt.2026-11-21T05:41:29.58Z",
                "created_at=gt.2026-11-22",
                "id=neq.0192f0c1-aaaa-7bbb-8ccc-0123456789ab",
                "source=like.api",
                "source=like.api-_%_",
                "source=like.api\\\\-%x",
                "event_type=match.^metrics",
                "event_type=match.CACHE",
                "position=isdistinct.42",
                "adapters=eq.\"{realtime,websocket}\"",
                "metadata=eq.{}",
                "data->>level=eq.warn",
                "data->>missing=eq.x",
                "data->>missing=neq.x",
                "data->>missing=not.eq.x",
                "data->>missing=in.(x)",
                "data->>missing=not.in.(x)",
                "data->>missing=like.%",
                "data->>missing=not.match.x",
                "data->>none=lt.x",
                "data->>missing=not.isdistinct.x"
            })
    void holdsBack(String filter) throws InvalidFilterException {
        assertThat(RowFilter.parse(filter).matches(ROW)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "undefined | [\"undefined\"]",
                "source=foo.hey | [\"foo\", \"hey\"]",
                "source=eq | [\"eq\"]",
                "source=not.foo.a\"b | [\"foo\", \"a\\\"b\"]",
                "a=eq.1,,b=eq.2 | filter must not contain empty segments (check for extra commas)",
                "source=eq.a, | filter must not contain empty segments (check for extra commas)",
                "source=in.a | `in` filter value must be wrapped by parentheses",
                "source=in.(a,,b) | `in` filter value must not contain empty values",
                "source=in.(\"a\"b) | `in` filter value has a quotation mark too few or too many",
                "nosuch=eq.1 | invalid column for filter nosuch",
                "data->>=eq.1 | invalid column for filter data->>",
                "x->>a=eq.1 | invalid column for filter x->>a",
                "position=eq.x | invalid input syntax for type bigint: \"x\"",
                "position=in.(1,x) | invalid input syntax for type bigint: \"x\"",
                "timestamp=gt.soon | invalid input syntax for type timestamp with time zone: \"soon\"",
                "id=eq.1-1-1-1-1 | invalid input syntax for type uuid: \"1-1-1-1-1\"",
                "data=eq.{ | invalid input syntax for type jsonb: \"{\"",
                "data=gt.1 | the operator does not apply to type jsonb",
                "position=like.1% | the operator does not apply to type bigint",
                "source=is.true | argument of `is` must be null for a column of type text",
                "source=is.maybe | [\"is\", \"maybe\"]",
                "source=like.a\\ | LIKE pattern must not end with escape character",
                "source=match.( | invalid regular expression: missing closing )"
            })
    void saysWhatIsWrong(String filter, String message) {
        assertThatThrownBy(() -> RowFilter.parse(filter))
                .isInstanceOf(InvalidFilterException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "a,b | source=eq.\"a,b\"",
                "a,b | source=in.(x,\"a,b\")",
                "a\"b\\c | source=eq.\"a\\\"b\\\\c\"",
                "a\"b | source=eq.a\"b",
                "(a,b) | source=eq.(a,b)",
                "a.b=c | source=eq.a.b=c",
                "\"a\"b | source=eq.\"a\"b",
                "\"a | source=eq.\"a",
                "100% | source=like.100\\%",
                "a_b | source=like.\"a\\\\_b\"",
                "é😀 | source=like._😀"
            })
    void quotationMarksAndBackslashesAreUnderstood(String source, String filter) throws InvalidFilterException {
        assertThat(RowFilter.parse(filter).matches(Rows.row("{}", OptionalLong.empty(), source)))
                .isTrue();
    }

    @Test
    void textIsInTheOrderOfItsCharacters() throws InvalidFilterException {
        FeedRow row = Rows.row("{}", OptionalLong.empty(), "\uFFFD");
        assertThat(RowFilter.parse("source=lt.😀").matches(row)).isTrue();
    }

    @Test
    void numbersInJsonAreEqualByValue() throws InvalidFilterException {
        FeedRow row = Rows.row("{\"a\":1,\"b\":[100]}", OptionalLong.empty(), "s");
        assertThat(RowFilter.parse("data=eq.\"{\\\"b\\\":[1e2],\\\"a\\\":1.0}\"")
                        .matches(row))
                .isTrue();
        assertThat(RowFilter.parse("data=eq.{\"a\":1}").matches(row)).isFalse();
    }

    @Test
    void whatAFilterMayHoldIsBounded() throws InvalidFilterException {
        RowFilter.parse("source=neq.a" + ",source=neq.a".repeat(RowFilter.MOST_CONDITIONS - 1));
        assertInvalid("source=neq.a" + ",source=neq.a".repeat(RowFilter.MOST_CONDITIONS));
        assertInvalid("source=eq." + "a".repeat(RowFilter.LONGEST));
        RowFilter.parse("source=in.(a" + ",a".repeat(Condition.MOST_VALUES - 1) + ")");
        assertInvalid("source=in.(a" + ",a".repeat(Condition.MOST_VALUES) + ")");
    }

    @Property(tries = 3000)
    void garbageIsRefusedOrHarmless(@ForAll("filters") String filter) {
        try {
            RowFilter parsed = RowFilter.parse(filter);
            assertThat(parsed.matches(ROW)).isEqualTo(parsed.matches(ROW));
        } catch (InvalidFilterException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<String> filters() {
        Arbitrary<String> bits = Arbitraries.of(
                "source",
                "position",
                "data->>a",
                "data",
                "timestamp",
                "id",
                "=",
                "=",
                "=",
                ".",
                ".",
                ",",
                "(",
                ")",
                "\"",
                "\\",
                "not.",
                "eq.",
                "in.(",
                "like.",
                "match.",
                "imatch.",
                "is.",
                "gt.",
                "isdistinct.",
                "%",
                "_",
                "*",
                "+",
                "[",
                "]",
                "{",
                "}",
                "{1,9}",
                "a",
                "5",
                "null",
                " ",
                "^",
                "$",
                "|",
                "?",
                "\\Q",
                "\\p",
                "(?i)");
        return bits.list().ofMaxSize(14).map(parts -> String.join("", parts));
    }

    private static void assertInvalid(String filter) {
        assertThatThrownBy(() -> RowFilter.parse(filter)).isInstanceOf(InvalidFilterException.class);
    }
}
