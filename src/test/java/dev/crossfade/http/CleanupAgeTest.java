package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CleanupAgeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "{}", "{\"older_than\":null}"})
    void aBodyMayLeaveTheAgeToTheConfiguration(String body) {
        assertThat(CleanupAge.of(body).olderThan()).isEmpty();
        assertThat(CleanupAge.of(body).errors()).isEmpty();
    }

    @Test
    void theAgeIsADurationWithItsUnit() {
        assertThat(CleanupAge.of("{\"older_than\":\"30d\"}").olderThan()).contains(Duration.ofDays(30));
        assertThat(CleanupAge.of("{\"older_than\":\"0s\"}").olderThan()).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "{\"older_than\":\"30\"};older_than",
                "{\"older_than\":\"-1d\"};older_than",
                "{\"older_than\":\"101y\"};older_than",
                "{\"older_than\":30};older_than",
                "{\"older_then\":\"30d\"};older_then",
                "[];``",
                "null;``"
            })
    void whatIsWrongIsNamed(String body, String field) {
        assertThat(CleanupAge.of(body).errors()).extracting(FieldError::field).containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "30d", "{} {}", "{'older_than':1}"})
    void whatIsNoJsonIsRefused(String body) {
        assertThatThrownBy(() -> CleanupAge.of(body)).isInstanceOf(IllegalArgumentException.class);
    }
}
