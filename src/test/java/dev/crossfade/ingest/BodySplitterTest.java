package dev.crossfade.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodySplitterTest {

    @Test
    void anObjectIsOneSlice() throws Exception {
        assertThat(json("  {\"a\":[1,2]} ")).containsExactly("{\"a\":[1,2]} ");
    }

    @Test
    void theElementsOfAnArrayAreSlicesWithoutTheirBlanks() throws Exception {
        assertThat(json("[ {\"a\":1} ,\n{\"b\":[1,{\"c\":2}]}\t]\n"))
                .containsExactly("{\"a\":1}", "{\"b\":[1,{\"c\":2}]}");
    }

    @Test
    void bracketsCommasAndQuotesInsideStringsDoNotSplit() throws Exception {
        assertThat(json("[{\"a\":\"],[\\\"}\"},\"x,]\\\\\",3]"))
                .containsExactly("{\"a\":\"],[\\\"}\"}", "\"x,]\\\\\"", "3");
    }

    @Test
    void anEmptyArrayHasNoSlices() throws Exception {
        assertThat(json(" [ ] ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "[", "[1", "[1,", "[1,]", "[,1]", "[1] x", "[\"a]", "[{\"a\":1]", "[1]]"})
    void anArrayThatDoesNotCloseOrMissesAValueIsUnreadable(String body) {
        assertThatThrownBy(() -> json(body)).isInstanceOf(UnreadableBodyException.class);
    }

    @Test
    void linesKeepTheirNumbersAcrossBlankOnes() throws Exception {
        Slices slices = BodySplitter.ndjson(bytes("{\"a\":1}\r\n\n   \n {\"b\":2}"));
        assertThat(slices.count()).isEqualTo(2);
        assertThat(slices.index(0)).isZero();
        assertThat(slices.index(1)).isEqualTo(3);
    }

    @Test
    void linesAreTrimmed() throws Exception {
        assertThat(ndjson(" {\"a\":1} \r\n{\"b\":2}\n")).containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    @Test
    void onlyBlankLinesAreUnreadable() {
        assertThatThrownBy(() -> ndjson("\n \r\n")).hasMessage("the body is empty");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws Exception {
        assertThat(json("\uFEFF[1]")).containsExactly("1");
        assertThat(ndjson("\uFEFF1\n2")).containsExactly("1", "2");
    }

    @Property
    void anyBytesAreEitherSplitOrRefused(@ForAll @Size(max = 64) byte[] body) {
        for (boolean lines : new boolean[] {true, false}) {
            try {
                Slices slices = lines ? BodySplitter.ndjson(body) : BodySplitter.json(body);
                for (int i = 0; i < slices.count(); i++) {
                    assertThat(slices.from(i)).isBetween(0, slices.to(i) - 1);
                    assertThat(slices.to(i)).isLessThanOrEqualTo(body.length);
                }
            } catch (UnreadableBodyException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @Property
    void manyElementsAllComeBack(@ForAll @Size(max = 100) List<Integer> values) throws Exception {
        String body = values.toString();
        assertThat(json(body))
                .containsExactlyElementsOf(values.stream().map(String::valueOf).toList());
    }

    private static List<String> json(String body) throws UnreadableBodyException {
        return texts(bytes(body), BodySplitter.json(bytes(body)));
    }

    private static List<String> ndjson(String body) throws UnreadableBodyException {
        return texts(bytes(body), BodySplitter.ndjson(bytes(body)));
    }

    private static List<String> texts(byte[] body, Slices slices) {
        return IntStream.range(0, slices.count())
                .mapToObj(i -> new String(body, slices.from(i), slices.to(i) - slices.from(i), StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
