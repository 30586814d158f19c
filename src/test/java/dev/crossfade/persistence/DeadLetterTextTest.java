package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadLetterTextTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Property
    void anyJsonBecomesAsciiThatDecodesToTheSame(@ForAll("texts") String name, @ForAll("texts") String value)
            throws Exception {
        JsonNode event = JSON.createObjectNode()
                .put(name, value)
                .set("list", JSON.createArrayNode().add(value).add(1.5).addNull());

        String json = DeadLetterText.json(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(event));

        assertThat(json).matches("[\\n\\r -~]*");
        assertThat(JSON.readTree(json)).isEqualTo(event);
    }

    @Property
    void anyOtherTextBecomesAnAsciiStringThatDecodesToIt(@ForAll("texts") String text) throws Exception {
        String json = DeadLetterText.json("no json: " + text);

        assertThat(json).matches("[ -~]*");
        assertThat(JSON.readTree(json).textValue()).isEqualTo("no json: " + text);
    }

    @Property
    void textForPeopleIsAlwaysPrintable(@ForAll("texts") String text) {
        assertThat(DeadLetterText.plain(text)).matches("[ -~]*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}{}",
                "{} x",
                "[1,]",
                "{'a':1}",
                "NaN",
                "01",
                "\"\\x\"",
                "\"\\u12\"",
                "\"a\tb\"",
                "\ufeff{}",
                "\ufffd"
            })
    void whatIsNoJsonIsKeptAsAString(String text) throws Exception {
        assertThat(JSON.readTree(DeadLetterText.json(text)).textValue()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"s\":\"\\u0000\\ud800\"}",
                " {\"n\":1e999999,\"m\":-0.0}\n",
                "12",
                "null",
                "{\"a\":1,\"a\":2}",
                "\"~\""
            })
    void jsonOfAsciiStaysAsItIs(String text) {
        assertThat(DeadLetterText.json(text)).isEqualTo(text);
    }

    @Test
    void jsonThatIsTooDeepForAServerIsKeptAsAString() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);

        assertThat(DeadLetterText.json(deep)).isEqualTo("\"" + deep + "\"");
    }

    @Test
    void linesAreJoinedAndStrangeCharactersWrittenAsEscapes() {
        assertThat(DeadLetterText.plain("Schlüssel\n\0 \"a\\b\"")).isEqualTo("Schl\\u00fcssel \\u0000 \"a\\b\"");
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> any = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .map(Character::toString);
        Arbitrary<String> near =
                Arbitraries.of("\"", "\\", "/", "\n", "\u0000", "\u007f", "\u2028", "ä", "😀", "\\u00e4");
        return Arbitraries.oneOf(any, near).list().ofMaxSize(12).map(parts -> parts.stream()
                .collect(Collectors.joining()));
    }
}
