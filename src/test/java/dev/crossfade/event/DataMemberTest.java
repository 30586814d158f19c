package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataMemberTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"n\":5} | 5",
                "{\"a\":{\"n\":1},\"n\":-2.5e3,\"z\":0} | -2.5e3",
                "{\"a\":[{\"n\":1}],\"n\":\"text\"} | text",
                "{\"a\":\"\\\\\",\"n\":7} | 7",
                "{\"a\":\"}{[\\\"n\\\":3\",\"n\":4} | 4",
            })
    void findsANumberOrATextAtTheTop(String json, String value) {
        assertThat(DataMember.of(json, "n")).contains(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}",
                "{\"m\":5}",
                "{\"a\":{\"n\":1}}",
                "{\"a\":[{\"n\":1},2]}",
                "{\"n\":true}",
                "{\"n\":null}",
                "{\"n\":{\"n\":1}}",
                "{\"n\":\"a\\\"b\"}",
                "{\"n\":\"\"}",
            })
    void findsNothingElse(String json) {
        assertThat(DataMember.of(json, "n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"n\":5} | 5", "{\"n\":-2.5e3,\"z\":0} | -2500", "{\"a\":{\"n\":\"1\"},\"n\":1E+2} | 100"})
    void findsANumberAtTheTop(String json, double value) {
        assertThat(DataMember.number(json, "n")).hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"n\":\"5\"}",
                "{\"n\":\" 5 \"}",
                "{\"n\":\"5d\"}",
                "{\"n\":\"\"}",
                "{\"n\":null}",
                "{\"n\":true}",
                "{\"n\":[5]}",
                "{\"a\":{\"n\":5}}"
            })
    void nothingElseIsANumber(String json) {
        assertThat(DataMember.number(json, "n")).isEmpty();
    }

    @Test
    @Timeout(10)
    void aNameThatComesVeryOftenFurtherDownIsReadOnce() {
        String json = "{\"a\":[" + "{\"n\":1},".repeat(200_000) + "0],\"n\":9}";

        assertThat(DataMember.of(json, "n")).contains("9");
    }
}
