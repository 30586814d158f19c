package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveCommandTest {

    @Test
    void argumentsAreTextsAndListsOfTexts() throws Exception {
        LiveCommand command = LiveCommand.read(
                "{\"command\":\"subscribe\",\"id\":7,\"categories\":[\"critical\",\"debug\"],\"limit\":5,\"from\":null}");
        assertThat(command.name()).isEqualTo("subscribe");
        assertThat(command.id()).isEqualTo(7);
        assertThat(command.arguments())
                .containsEntry("categories", List.of("critical", "debug"))
                .containsEntry("limit", List.of("5"))
                .containsEntry("from", List.of());
    }

    @Test
    void publishedEventsAreLeftAsTheyWereSent() throws Exception {
        String events = "[{\"event_type\":\"a\",\"data\":{\"n\":12345678901234567890.10, \"t\":\"ü]\"}}]";
        LiveCommand command = LiveCommand.read("{\"id\":\"x\", \"events\": " + events + " ,\"command\":\"publish\"}");
        assertThat(new String(command.events().orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo(events);
    }

    @Test
    void listsAndTextsHaveABound() {
        String many = "\"x\",".repeat(101);
        assertThatThrownBy(() -> LiveCommand.read("{\"command\":\"subscribe\",\"sources\":[" + many + "1]}"))
                .hasMessageContaining("more than 100");
        String tooLong = "x".repeat(129);
        assertThatThrownBy(() -> LiveCommand.read("{\"command\":\"subscribe\",\"sources\":[\"" + tooLong + "\"]}"))
                .hasMessageContaining("more than 128");
    }

    @Test
    void argumentsAreAFew() {
        String many = IntStream.range(0, 51).mapToObj(i -> ",\"a" + i + "\":1").collect(Collectors.joining());
        assertThatThrownBy(() -> LiveCommand.read("{\"command\":\"get_historical_data\"" + many + "}"))
                .hasMessageContaining("more than 50 arguments");
    }

    @Test
    void aSingleEventIsTakenToo() throws Exception {
        LiveCommand command = LiveCommand.read("{\"command\":\"publish\",\"event\":{\"event_type\":\"a\"}}");
        assertThat(new String(command.events().orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo("{\"event_type\":\"a\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "{",
                "{\"command\":1}",
                "{\"id\":1}",
                "{\"command\":\"a\",\"id\":{}}",
                "{\"command\":\"a\",\"b\":{}}",
                "{\"command\":\"a\",\"b\":[[1]]}"
            })
    void anythingElseIsNoCommand(String text) {
        assertThatThrownBy(() -> LiveCommand.read(text)).isInstanceOf(InvalidCommandException.class);
    }
}
