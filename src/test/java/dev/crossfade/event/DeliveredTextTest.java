package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveredTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"level\": \"INFO\", \"a\": 1.50} | {\"a\":1.5,\"level\":\"INFO\"}",
                "{\"big\": 12345678901234567890, \"n\": 100.0} | {\"big\":12345678901234567890,\"n\":100}",
                "{} | {}",
                "{\"a\": {\"c\": 1, \"b\": [1, 2]}} | {\"a\":{\"b\":[1,2],\"c\":1}}",
                "{\"of\": 1e400} | {\"of\": 1e400}"
            })
    void whatTheDatabaseGivesBackIsDeliveredLikeLiveEvents(String stored, String delivered) {
        assertThat(DeliveredText.of(stored)).isEqualTo(delivered);
    }
}
