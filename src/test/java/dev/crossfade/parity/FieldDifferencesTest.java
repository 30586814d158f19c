package dev.crossfade.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.Mismatch.Difference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FieldDifferencesTest {
    @Test
    void namesThePathOfEveryValueThatDiffers() throws IOException {
        assertThat(between(
                        "{\"a\":{\"b\":[1,\"x\"]},\"c\":true,\"d\":{},\"e\":1}",
                        "{\"a\":{\"b\":[1,\"y\",2]},\"c\":null,\"e\":1}"))
                .containsExactly(
                        new Difference("a.b[1]", Optional.of("\"x\""), Optional.of("\"y\"")),
                        new Difference("a.b[2]", Optional.empty(), Optional.of("2")),
                        new Difference("c", Optional.of("true"), Optional.of("null")),
                        new Difference("d", Optional.of("{}"), Optional.empty()));
    }

    @Test
    void anotherOrderAndOtherBlanksAreNoDifference() throws IOException {
        assertThat(between("{\"a\":1,\"b\":[2]}", "{ \"b\" : [2], \"a\" : 1 }")).isEmpty();
    }

    @Test
    void aTextIsNotANumber() throws IOException {
        assertThat(between("{\"a\":1}", "{\"a\":\"1\"}")).hasSize(1);
    }

    @Test
    void whatIsExemptIsNotCompared() throws IOException {
        assertThat(FieldDifferences.between(
                        bytes("{\"position\":null}"), bytes("{\"position\":7}"), Set.of("position")))
                .isEmpty();
    }

    @Test
    void thereAreNoMoreThanTheBoundAndLongValuesAreCut() throws IOException {
        String many = IntStream.range(0, 20_000)
                .mapToObj(n -> "\"m" + n + "\":\"" + "x".repeat(300) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        List<Difference> differences = between(many, "{}");
        assertThat(differences).hasSize(FieldDifferences.MOST);
        assertThat(differences).allMatch(one -> one.sent().orElseThrow().length() == 201);
    }

    @Test
    void whatIsNoJsonCannotBeCompared() {
        assertThatThrownBy(() -> between("{\"a\":1}", "{\"a\":")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> between("{\"a\":1}", "[]")).isInstanceOf(IOException.class);
    }

    private static List<Difference> between(String sent, String received) throws IOException {
        return FieldDifferences.between(bytes(sent), bytes(received), Set.of());
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
