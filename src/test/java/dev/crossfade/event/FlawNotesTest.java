package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlawNotesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 0",
                "{\"validation\":[{\"field\":\"source\"}]} | 1",
                "{\"a\":{\"validation\":[1,2,3]},\"validation\":[{\"v\":[{}]},{}],\"z\":[1]} | 2",
                "{\"validation\":\"the publisher's own\"} | 0"
            })
    void countsTheElementsOfTheMemberAtTheTop(String metadata, int flaws) {
        assertThat(FlawNotes.count(metadata)).isEqualTo(flaws);
    }

    @Test
    void whatIsNoMetadataIsTold() {
        assertThatThrownBy(() -> FlawNotes.count("{\"validation\":[")).isInstanceOf(IllegalArgumentException.class);
    }
}
