package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventReaderTest {
    private static final int MAX_BYTES = 256 * 1024;

    private final EventReader reader = new EventReader(MAX_BYTES);

    @Test
    void readsEveryMember() throws Exception {
        ReadEvent event = read("""
                {"event_type": "cache_metrics", "category": "PERFORMANCE", "timestamp": "2026-11-21T07:00:00+01:00",
                 "id": "0199A0B1-C2D3-7E4F-8A9B-0C1D2E3F4A5B", "source": "cache-1",
                 "data": {"hits": 3, "level": "warn", "error": null}, "metadata": {"b": 1.0, "a": []}}
                """);

        assertThat(event.eventType()).isEqualTo("cache_metrics");
        assertThat(event.category()).contains(Category.PERFORMANCE);
        assertThat(event.timestamp()).contains(Instant.parse("2026-11-21T06:00:00Z"));
        assertThat(event.id()).contains(UUID.fromString("0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b"));
        assertThat(event.source()).contains("cache-1");
        assertThat(event.data()).isEqualTo("{\"error\":null,\"hits\":3,\"level\":\"warn\"}");
        assertThat(event.canonicalData()).isSameAs(event.data());
        assertThat(event.metadata()).isEqualTo("{\"a\":[],\"b\":1}");
        assertThat(event.facts()).isEqualTo(new DataFacts("warn", "", "", false, false));
        assertThat(event.flaws()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event_type\":\"a\",\"source\":\"s\"}",
                "{\"event_type\":\"a\",\"source\":\"s\",\"id\":null,\"category\":null,\"timestamp\":null,"
                        + "\"data\":null,\"metadata\":null}"
            })
    void fillsWhatNeedNotBeSent(String json) throws Exception {
        ReadEvent event = read(json);

        assertThat(event.flaws()).isEmpty();
        assertThat(event.id()).isEmpty();
        assertThat(event.category()).isEmpty();
        assertThat(event.timestamp()).isEmpty();
        assertThat(event.data()).isEqualTo("{}");
        assertThat(event.metadata()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "nonsense",
                "{",
                "{\"event_type\":\"a\"",
                "{\"event_type\":\"a\"}}",
                "{\"event_type\":\"a\"} {}",
                "{\"event_type\":\"a\",}",
                "{\"event_type\":\"a\" /* no comments */}",
                "{'event_type':'a'}",
                "{event_type:\"a\"}",
                "{\"event_type\":\"a\",\"data\":{\"n\":NaN}}",
                "{\"event_type\":\"a\",\"data\":{\"n\":+1}}",
                "{\"event_type\":\"a\",\"data\":{\"n\":01}}",
                "{\"event_type\":\"a\",\"data\":{\"n\":.5}}",
                "{\"event_type\":\"a\",\"data\":{\"s\":\"line\nbreak\"}}",
                "{\"event_type\":\"a\",\"data\":{\"s\":\"\\x\"}}",
                "{\"event_type\":7, oops",
                "[1,2",
                "5x",
                "{\"event_type\":\"a\u0000\"}"
            })
    void saysThatItIsNoJson(String json) {
        MalformedEventException refusal = refusal(json.getBytes(StandardCharsets.UTF_8));

        assertThat(refusal.syntax()).isTrue();
        assertThat(refusal.field()).isEmpty();
        assertThat(refusal.getMessage()).isNotBlank().doesNotContain("jackson", "Exception", "Source");
        assertThat(refusal.getStackTrace()).isEmpty();
    }

    @Test
    void takesUtf8Alone() {
        byte[] latin1 = "{\"event_type\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] utf16 = "{\"event_type\":\"a\"}".getBytes(StandardCharsets.UTF_16LE);

        assertThat(refusal(latin1).syntax()).isTrue();
        assertThat(refusal(utf16).syntax()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                            | ``",
                "5                                                             | ``",
                "null                                                          | ``",
                "{}                                                            | event_type",
                "{\"event_type\":null}                                         | event_type",
                "{\"event_type\":7}                                            | event_type",
                "{\"event_type\":\" \\t\"}                                     | event_type",
                "{\"event_type\":\"a\\u0000\"}                                 | event_type",
                "{\"event_type\":\"\\ud800\"}                                  | event_type",
                "{\"event_type\":\"a\",\"id\":\"\"}                            | id",
                "{\"event_type\":\"a\",\"id\":7}                               | id",
                "{\"event_type\":\"a\",\"id\":\"1-2-3-4-5\"}                   | id",
                "{\"event_type\":\"a\",\"id\":\"0199a0b1c2d37e4f8a9b0c1d2e3f4a5b\"}       | id",
                "{\"event_type\":\"a\",\"id\":\"0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5g\"}   | id",
                "{\"event_type\":\"a\",\"id\":\"0199a0b1-c2d3-7e4f-8a9b00c1d2e3f4a5b\"}   | id",
                "{\"event_type\":\"a\",\"data\":{\"n\":1e999}}                 | data.n",
                "{\"event_type\":\"a\",\"data\":{\"l\":[0,1,2,-1e-999]}}       | data.l.3",
                "{\"event_type\":\"a\",\"data\":\"\\u0000\"}                   | data",
                "{\"event_type\":\"a\",\"metadata\":{\"a\":{\"b\":\"\\udfff\"}}} | metadata.a.b",
                "{\"event_type\":\"a\",\"other\":{\"b\":\"\\u0000\"}}          | other.b",
                "{\"event_type\":\"a\",\"o\\u0000\":1}                         | o\ufffd"
            })
    void namesTheFieldThatIsMalformed(String json, String field) {
        MalformedEventException refusal = refusal(json.getBytes(StandardCharsets.UTF_8));

        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.syntax()).isFalse();
    }

    @Test
    void countsLengthsInCodePoints() throws Exception {
        String longest = "😀".repeat(128);

        ReadEvent event = read("{\"event_type\":\"" + longest + "\",\"source\":\"" + longest + "\"}");
        assertThat(event.eventType()).isEqualTo(longest);
        assertThat(event.source()).contains(longest);
        assertThat(refusal("{\"event_type\":\"" + "a".repeat(129) + "\"}").field())
                .isEqualTo("event_type");
        assertThat(refusal("{\"event_type\":\"a\",\"source\":\"" + longest + "a\"}")
                        .field())
                .isEqualTo("source");
    }

    @Test
    void countsLevelsFromTheEventItself() throws Exception {
        String deepest = "{\"a\":".repeat(62) + "{}" + "}".repeat(62);

        assertThat(read(withData(deepest)).data()).isEqualTo(deepest);
        assertThat(refusal(withData("{\"a\":" + deepest + "}"))).hasMessage("nesting may be at most 64 levels deep");
        assertThat(refusal(withData("[".repeat(100_000) + "]".repeat(100_000))))
                .hasMessage("nesting may be at most 64 levels deep");
    }

    @Test
    void boundsTheSizeOfTheSlice() throws Exception {
        String frame = withData("{\"s\":\"\"}");
        String largest = withData("{\"s\":\"" + "x".repeat(MAX_BYTES - frame.length()) + "\"}");

        assertThat(read(largest).data()).hasSize(MAX_BYTES - frame.length() + 8);
        MalformedEventException refusal = refusal(largest + " ");
        assertThat(refusal).hasMessage("an event may have at most 262144 bytes");
        assertThat(refusal.field()).isEmpty();
    }

    @Test
    void readsTheSliceAlone() throws Exception {
        byte[] bytes = "junk{\"event_type\":\"a\"}junk".getBytes(StandardCharsets.UTF_8);

        assertThat(reader.read(bytes, 4, bytes.length - 4).eventType()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"event_type\":\"a\"}                                        | source",
                "{\"event_type\":\"a\",\"source\":\" \"}                       | source",
                "{\"event_type\":\"a\",\"source\":7}                           | source",
                "{\"event_type\":\"a\",\"source\":\"s\",\"timestamp\":\"now\"} | timestamp",
                "{\"event_type\":\"a\",\"source\":\"s\",\"timestamp\":17}      | timestamp",
                "{\"event_type\":\"a\",\"source\":\"s\",\"category\":\"odd\"}  | category",
                "{\"event_type\":\"a\",\"source\":\"s\",\"category\":{}}       | category",
                "{\"event_type\":\"a\",\"source\":\"s\",\"data\":[1]}          | data",
                "{\"event_type\":\"a\",\"source\":\"s\",\"metadata\":false}    | metadata"
            })
    void notesAFlawAndReadsOn(String json, String field) throws Exception {
        assertThat(read(json).flaws()).extracting(Flaw::field).containsExactly(field);
    }

    @Test
    void wrapsWhatIsNoObject() throws Exception {
        ReadEvent event = read("{\"event_type\":\"a\",\"data\":[{\"level\":\"error\"}],\"metadata\":\"text\"}");

        assertThat(event.data()).isEqualTo("{\"value\":[{\"level\":\"error\"}]}");
        assertThat(event.canonicalData()).isSameAs(event.data());
        assertThat(event.metadata()).isEqualTo("{\"value\":\"text\"}");
        assertThat(event.facts()).isEqualTo(DataFacts.NONE);
    }

    @Test
    void tellsWhatAFlawReplacesUpTo256Characters() throws Exception {
        ReadEvent event =
                read("{\"event_type\":\"a\",\"timestamp\":\"" + "x".repeat(255) + "😀\",\"category\":{\"a\": 1}}");

        assertThat(event.flaws())
                .extracting(Flaw::sent)
                .containsExactly(Optional.empty(), Optional.of("x".repeat(255)), Optional.of("{\"a\":1}"));
    }

    @Test
    void keepsUnknownMembersInMetadataExtra() throws Exception {
        ReadEvent event = read("""
                {"event_type": "a", "trace": {"b": 1, "a": 9007199254740993}, "host": "h", "metadata": {"z": 0, "extra": {"host": "old", "k": 1}}}
                """);

        assertThat(event.metadata())
                .isEqualTo("{\"extra\":{\"host\":\"h\",\"k\":1,\"trace\":{\"a\":9007199254740993,\"b\":1}},\"z\":0}");
    }

    @Test
    void keepsAnExtraThatIsNoObject() throws Exception {
        assertThat(read("{\"event_type\":\"a\",\"metadata\":{\"extra\":5},\"host\":\"h\"}")
                        .metadata())
                .isEqualTo("{\"extra\":{\"host\":\"h\",\"value\":5}}");
    }

    @Test
    void ignoresWhatTheDaemonGives() throws Exception {
        ReadEvent event = read("""
                {"event_type": "a", "source": "s", "sequence_id": "x", "position": 7, "node": "n", "received_at": 1,
                 "checksum": "00", "checksum_algorithm": "crc32", "checksum_key_id": "k", "adapters": ["websocket"],
                 "config_version": 7}
                """);

        assertThat(event.metadata()).isEqualTo("{}");
        assertThat(event.flaws()).isEmpty();
    }

    @Test
    void keepsNumbersAsSentBesideTheirCanonicalForm() throws Exception {
        ReadEvent event = read(withData("{\"n\": 9007199254740993, \"m\": 1.0}"));

        assertThat(event.canonicalData()).isEqualTo("{\"m\":1,\"n\":9007199254740992}");
        assertThat(event.data()).isEqualTo("{\"m\":1,\"n\":9007199254740993}");
    }

    @Test
    void sharesTheDataTextWhereOnlyMetadataLosesDigits() throws Exception {
        ReadEvent event = read("{\"event_type\":\"a\",\"data\":{\"n\":1},\"metadata\":{\"n\":9007199254740993}}");

        assertThat(event.data()).isSameAs(event.canonicalData());
        assertThat(event.metadata()).isEqualTo("{\"n\":9007199254740993}");
    }

    @Test
    void letsTheLastOfSeveralMembersCount() throws Exception {
        ReadEvent event =
                read("{\"event_type\":1,\"data\":{\"error\":1},\"event_type\":\"a\",\"data\":{\"error\":null}}");

        assertThat(event.eventType()).isEqualTo("a");
        assertThat(event.data()).isEqualTo("{\"error\":null}");
        assertThat(event.facts()).isEqualTo(DataFacts.NONE);
    }

    @Test
    void readsOnAfterARefusal() throws Exception {
        refusal("{\"event_type\":\"a\",\"data\":{\"b\":{\"n\":1e999}}}");

        assertThat(read(withData("{\"a\":1}")).data()).isEqualTo("{\"a\":1}");
    }

    @Property(tries = 500)
    void makesAnyDataCanonical(@ForAll("objects") String data) throws Exception {
        ReadEvent event = read(withData(data));

        assertThat(event.canonicalData()).isEqualTo(new JsonCanonicalizer(data).getEncodedString());
        assertThat(event.metadata()).isEqualTo("{}");
    }

    @Property(tries = 5_000)
    void readsOrRefusesWhateverIsSent(
            @ForAll("objects") String data,
            @ForAll @IntRange(max = 200) int at,
            @ForAll @IntRange(max = 3) int length,
            @ForAll @Size(max = 3) byte[] junk) {
        byte[] bytes = withData(data).getBytes(StandardCharsets.UTF_8);
        int from = Math.min(at, bytes.length);
        int to = Math.min(from + length, bytes.length);
        ByteBuffer broken = ByteBuffer.allocate(bytes.length - (to - from) + junk.length)
                .put(bytes, 0, from)
                .put(junk)
                .put(bytes, to, bytes.length - to);
        try {
            assertThat(reader.read(broken.array(), 0, broken.capacity()).eventType())
                    .isNotBlank();
        } catch (MalformedEventException e) {
            assertThat(e).hasMessageNotContaining("Exception");
        }
    }

    @Property(tries = 50)
    void readsLargeEventsLikeSmallOnes(@ForAll("objects") String data) throws Exception {
        String padded = data.substring(0, data.length() - 1) + (data.equals("{}") ? "" : ",") + "\""
                + "padding".repeat(1_000) + "\":1}";

        assertThat(read(withData(padded)).canonicalData()).isEqualTo(new JsonCanonicalizer(padded).getEncodedString());
    }

    @Provide
    Arbitrary<String> objects() {
        return JsonTexts.objects(3);
    }

    private static String withData(String data) {
        return "{\"event_type\":\"a\",\"data\":" + data + "}";
    }

    private ReadEvent read(String json) throws MalformedEventException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return reader.read(bytes, 0, bytes.length);
    }

    private MalformedEventException refusal(String json) {
        return refusal(json.getBytes(StandardCharsets.UTF_8));
    }

    private MalformedEventException refusal(byte[] bytes) {
        MalformedEventException refusal =
                catchThrowableOfType(MalformedEventException.class, () -> reader.read(bytes, 0, bytes.length));
        assertThat(refusal).isNotNull();
        return refusal;
    }
}
