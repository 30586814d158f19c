package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonParser;
import dev.crossfade.event.CanonicalJson.MemberListener;
import dev.crossfade.event.CanonicalJson.Numbers;
import java.io.IOException;
import java.util.Collections;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CanonicalJsonTest {
    private final CanonicalJson json = new CanonicalJson(64, 1000);

    @Property(tries = 2_000)
    void agreesWithTheIndependentLibrary(@ForAll("objects") String text) throws Exception {
        assertThat(canonical(text)).isEqualTo(new JsonCanonicalizer(text).getEncodedString());
    }

    @Property(tries = 500)
    void isItsOwnCanonicalForm(@ForAll("objects") String text) throws Exception {
        String canonical = canonical(text);

        assertThat(canonical(canonical)).isEqualTo(canonical);
    }

    @Property(tries = 1_000)
    void givesTheSameCanonicalFormForNumbersAsSent(@ForAll("objects") String text) throws Exception {
        String asSent = read(text, Numbers.AS_SENT);

        assertThat(canonical(asSent)).isEqualTo(canonical(text));
        assertThat(read(asSent, Numbers.AS_SENT)).isEqualTo(asSent);
    }

    /** RFC 8785, section 3.2.3. */
    @Test
    void sortsTheSampleOfTheRfc() throws Exception {
        String sample = """
                {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
                "\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}
                """;

        assertThat(canonical(sample))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    /** RFC 8785, section 3.2.2. */
    @Test
    void writesTheSampleOfTheRfc() throws Exception {
        String sample = """
                {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                 "literals": [null, true, false]}
                """;

        assertThat(canonical(sample))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"a\":2}                         | {\"a\":2}",
                "{\"b\":1,\"a\":{\"z\":1,\"z\":2},\"b\":[3]} | {\"a\":{\"z\":2},\"b\":[3]}",
                "{\"a\":1,\"\\u0061\":2,\"a\":3,\"A\":4}      | {\"A\":4,\"a\":3}"
            })
    void keepsTheLastOfMembersWithOneName(String sent, String expected) throws Exception {
        assertThat(canonical(sent)).isEqualTo(expected);
    }

    @Test
    void keepsOnlyTheNumbersAsSentThatWouldLoseDigits() throws Exception {
        String sent = "{\"b\":1.0,\"a\":9007199254740993}";

        assertThat(canonical(sent)).isEqualTo("{\"a\":9007199254740992,\"b\":1}");
        assertThat(json.exact()).isFalse();
        assertThat(read(sent, Numbers.AS_SENT)).isEqualTo("{\"a\":9007199254740993,\"b\":1}");
        canonical("{\"b\":1.0}");
        assertThat(json.exact()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"b\":\"x\\u0000\"}}            | a.b",
                "{\"list\":[1,2,3,\"\\ud800\"]}          | list.3",
                "{\"a\":[{\"b\":1},{\"b\":[1e400]}]}      | a.1.b.0",
                "{\"a\":1,\"b\":1e-400}                  | b",
                "{\"a\":{\"\\udc00x\":1}}                | a.\ufffdx",
                "{\"a\":\"\\ude00\\ud83d\"}               | a"
            })
    void namesTheFieldOfWhatCannotBeHeld(String sent, String field) {
        MalformedEventException refusal = catchThrowableOfType(MalformedEventException.class, () -> canonical(sent));

        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.syntax()).isFalse();
    }

    @Test
    void takesSixtyFourLevelsAndNotOneMore() throws Exception {
        String deepest = "[".repeat(64) + "]".repeat(64);

        assertThat(canonical(deepest)).isEqualTo(deepest);
        MalformedEventException refusal =
                catchThrowableOfType(MalformedEventException.class, () -> canonical("[" + deepest + "]"));
        assertThat(refusal).hasMessage("nesting may be at most 64 levels deep");
        assertThat(refusal.field()).isEqualTo(String.join(".", Collections.nCopies(64, "0")));
    }

    @Test
    void takesNumbersOfAThousandCharacters() throws Exception {
        String longest = "0." + "0".repeat(997) + "1";

        assertThat(catchThrowableOfType(MalformedEventException.class, () -> canonical("[" + longest + "]")))
                .hasMessage("the number is outside the range of a double");
        assertThat(catchThrowableOfType(MalformedEventException.class, () -> canonical("[" + longest + "1]")))
                .hasMessage("a number may have at most 1000 characters");
        assertThat(canonical("[" + "1" + longest.substring(1) + "]")).isEqualTo("[1]");
    }

    @Test
    void sortsThousandsOfMembers() throws Exception {
        StringBuilder descending = new StringBuilder("{");
        for (int i = 9_999; i >= 1_000; i--) {
            descending.append('"').append(i).append("\":").append(i).append(i == 1_000 ? "}" : ",");
        }

        String canonical = canonical(descending.toString());

        assertThat(canonical).startsWith("{\"1000\":1000,\"1001\":1001,").endsWith(",\"9999\":9999}");
        assertThat(canonical).isEqualTo(new JsonCanonicalizer(descending.toString()).getEncodedString());
    }

    @Provide
    Arbitrary<String> objects() {
        return JsonTexts.objects(3);
    }

    private String canonical(String text) throws IOException, MalformedEventException {
        return read(text, Numbers.CANONICAL);
    }

    private String read(String text, Numbers numbers) throws IOException, MalformedEventException {
        try (JsonParser parser = StrictJson.parser(text)) {
            parser.nextToken();
            return json.text(parser, numbers, 1, MemberListener.NONE);
        }
    }
}
