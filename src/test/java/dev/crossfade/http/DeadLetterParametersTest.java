package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.DeadLetterQuery;
import dev.crossfade.bus.DeadLetterStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterParametersTest {
    @Test
    void withoutParametersTheNewestHundredAreMeant() {
        assertThat(new DeadLetterParameters(Map.of()).query())
                .isEqualTo(new DeadLetterQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 100));
    }

    @Test
    void everyParameterIsReadAndKeptInThePathOfTheNextPageButForTheKeyAndTheCursor() {
        DeadLetterParameters reader = new DeadLetterParameters(Map.of(
                "status", List.of("failed"),
                "node", List.of("a&b"),
                "after", List.of("50"),
                "apikey", List.of("secret"),
                "limit", List.of("1000")));

        assertThat(reader.query())
                .isEqualTo(new DeadLetterQuery(
                        Optional.of(DeadLetterStatus.FAILED), Optional.of("a&b"), OptionalLong.of(50), 1000));
        assertThat(reader.errors()).isEmpty();
        assertThat(reader.next(41)).isEqualTo("/dead-letters?after=41&limit=1000&node=a%26b&status=failed");
    }

    @ParameterizedTest
    @CsvSource({
        "status,FAILED",
        "status,dead",
        "after,-1",
        "after,1e3",
        "after,9999999999999999999",
        "limit,0",
        "limit,1001",
        "limit,ten",
        "before,5"
    })
    void everyBadParameterIsNamed(String name, String value) {
        DeadLetterParameters reader = new DeadLetterParameters(Map.of(name, List.of(value)));
        reader.query();
        assertThat(reader.errors()).extracting(FieldError::field).containsExactly(name);
    }

    @Test
    void aParameterGivenTwiceOrWithANulIsNamed() {
        DeadLetterParameters reader =
                new DeadLetterParameters(Map.of("limit", List.of("1", "2"), "node", List.of("a\0b")));
        reader.query();
        assertThat(reader.errors()).extracting(FieldError::field).containsExactlyInAnyOrder("limit", "node");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "a", "1.0", "٣", "9999999999999999999"})
    void whatIsNoIdIsRefused(String text) {
        assertThatThrownBy(() -> DeadLetterParameters.id(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
