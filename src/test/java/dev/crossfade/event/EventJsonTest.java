package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.testkit.AlteredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventJsonTest {
    private static final EventDraft DRAFT = new EventDraft(
            UUID.fromString("0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b"),
            false,
            "cache_metrics",
            Category.PERFORMANCE,
            Instant.parse("2026-11-21T06:00:00.000001Z"),
            Instant.parse("2026-11-21T06:00:00Z"),
            "cache-1",
            "{\"hits\":97,\"misses\":3,\"ratio\":0.97}",
            "{\"hits\":97,\"misses\":3,\"ratio\":0.97}",
            "{\"region\":\"zürich\"}",
            Route.DUAL,
            7,
            true,
            ChecksumAlgorithm.CRC32,
            Verdict.PASSED);

    private static final HmacKey KEY = new HmacKey("k.1", "a secret of enough bytes");
    private static final HmacKeys KEYS = new HmacKeys(List.of(KEY));

    private final EventJson json = new EventJson();

    @Test
    void sealsInTheOrderOfTheContract() {
        SealedEvent sealed = json.seal(DRAFT, "node-1", 2);

        assertThat(text(sealed.json()))
                .isEqualTo("""
                        {"id":"0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b","event_type":"cache_metrics",\
                        "category":"performance","timestamp":"2026-11-21T06:00:00.000001Z",\
                        "received_at":"2026-11-21T06:00:00.000000Z","source":"cache-1",\
                        "data":{"hits":97,"misses":3,"ratio":0.97},"metadata":{"region":"zürich"},"node":"node-1",\
                        "sequence_id":2,"position":null,"adapters":["websocket","realtime"],"config_version":7,\
                        "checksum":"CRC",\
                        "checksum_algorithm":"crc32"}""".replace("CRC", sealed.event().checksum()));
        assertThat(sealed.persist()).isTrue();
    }

    @Test
    void sumsTheCanonicalDataWhereTheDeliveredTextKeepsMoreDigits() {
        EventDraft lossy = new EventDraft(
                DRAFT.id(),
                false,
                "large",
                Category.SYSTEM,
                DRAFT.timestamp(),
                DRAFT.receivedAt(),
                "s",
                "{\"id\":9007199254740992}",
                "{\"id\":9007199254740993}",
                "{}",
                Route.NONE,
                1,
                false,
                ChecksumAlgorithm.SHA256,
                Verdict.PASSED);

        SealedEvent sealed = json.seal(lossy, "n", 1);

        assertThat(sealed.event().checksum()).hasSize(64).isEqualTo(Checksum.of(sealed.event()));
        assertThat(text(sealed.json())).contains("\"data\":{\"id\":9007199254740993}", "\"adapters\":[]");
    }

    @Test
    void writesThePositionOfAStoredEvent() {
        MonitoringEvent stored = withPosition(json.seal(DRAFT, "n", 1).event(), OptionalLong.of(1234567890123L));

        byte[] encoded = json.encode(stored);

        assertThat(text(encoded)).contains("\"position\":1234567890123,");
        assertThat(json.decode(encoded)).isEqualTo(stored);
    }

    @Test
    void anEventOfBeforeTheConfigurationsVersionWasKeptHasVersion0() {
        SealedEvent sealed = json.seal(DRAFT, "n", 1);
        String before = text(sealed.json()).replace("\"config_version\":7,", "");

        MonitoringEvent decoded = json.decode(before.getBytes(StandardCharsets.UTF_8));

        assertThat(before).hasSizeLessThan(sealed.json().length);
        assertThat(decoded.configVersion()).isZero();
        assertThat(decoded)
                .usingRecursiveComparison()
                .ignoringFields("configVersion")
                .isEqualTo(sealed.event());
        assertThat(Checksum.of(decoded)).isEqualTo(sealed.event().checksum());
    }

    @Property(tries = 1_000)
    void decodesWhatItSealed(@ForAll("drafts") EventDraft draft, @ForAll("ids") long sequenceId) {
        SealedEvent sealed = json.seal(draft, draft.source(), sequenceId);

        MonitoringEvent decoded = json.decode(sealed.json());

        assertThat(decoded).isEqualTo(sealed.event());
        assertThat(json.encode(decoded)).isEqualTo(sealed.json());
        assertThat(Checksum.of(decoded, KEYS)).isEqualTo(sealed.event().checksum());
    }

    @Property(tries = 500)
    void sumsWhatThePublisherSentInAnyForm(@ForAll("objects") String data) throws Exception {
        byte[] sent = ("{\"event_type\":\"a\",\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8);
        ReadEvent read = new EventReader(sent.length).read(sent, 0, sent.length);
        Instant now = DRAFT.receivedAt();
        EventDraft draft = new Completion(
                        DRAFT.id(),
                        Category.DEBUG,
                        Route.DUAL,
                        1,
                        true,
                        ChecksumAlgorithm.CRC32,
                        Optional.empty(),
                        now,
                        true)
                .draft(read, read.flaws());

        MonitoringEvent event = json.seal(draft, "n", 1).event();

        assertThat(Checksum.of(event)).isEqualTo(event.checksum());
        assertThat(Checksum.of(withData(event, data))).isEqualTo(event.checksum());
    }

    @Test
    void sumsNumbersAsTheDatabaseWritesThem() {
        EventDraft small = withCanonicalData("{\"a\":5e-324,\"b\":1e+300,\"c\":-1e-7}");
        MonitoringEvent event = json.seal(small, "n", 1).event();
        String writtenOut = "{\"a\": 0.%s5, \"b\": 1%s, \"c\": -0.0000001}".formatted("0".repeat(323), "0".repeat(300));

        assertThat(Checksum.of(withData(event, writtenOut))).isEqualTo(event.checksum());
    }

    @Test
    void passesOverMembersThatItDoesNotKnow() {
        SealedEvent sealed = json.seal(DRAFT, "n", 1);
        String more =
                "{\"later\":[{\"a\":[]}],\"other\":7," + text(sealed.json()).substring(1);

        assertThat(json.decode(more.getBytes(StandardCharsets.UTF_8))).isEqualTo(sealed.event());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"id\":1}", "nonsense"})
    void refusesBytesThatAreNoEvent(String bytes) {
        assertThatThrownBy(() -> json.decode(bytes.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "event_type",
                "category",
                "timestamp",
                "received_at",
                "source",
                "data",
                "metadata",
                "node",
                "sequence_id",
                "checksum",
                "checksum_algorithm"
            })
    void refusesAnEventThatLacksAMember(String name) {
        String whole = text(json.seal(DRAFT, "n", 1).json());
        String without = whole.replace("\"" + name + "\":", "\"other\":");

        assertThatThrownBy(() -> json.decode(without.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void refusesMoreThanOneEvent() {
        String two = text(json.seal(DRAFT, "n", 1).json()).repeat(2);

        assertThatThrownBy(() -> json.decode(two.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<String> objects() {
        return JsonTexts.objects(3);
    }

    @Provide
    Arbitrary<Long> ids() {
        return Arbitraries.longs().between(1, Long.MAX_VALUE);
    }

    @Provide
    Arbitrary<EventDraft> drafts() {
        Arbitrary<Instant> times = Arbitraries.longs()
                .between(-62_135_596_800_000_000L, 253_402_300_799_999_999L)
                .map(micros -> Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L), 1000 * Math.floorMod(micros, 1_000_000L)));
        Arbitrary<String> names = JsonTexts.storable();
        return Combinators.combine(
                        Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                                .as(UUID::new),
                        names,
                        names,
                        times,
                        times,
                        JsonTexts.objects(2),
                        Combinators.combine(
                                        Arbitraries.of(Category.class),
                                        Arbitraries.of(Route.class),
                                        Arbitraries.longs().greaterOrEqual(0),
                                        Arbitraries.of(ChecksumAlgorithm.class))
                                .as(Kind::new))
                .as((id, type, source, timestamp, receivedAt, data, kind) ->
                        draft(id, type, source, timestamp, receivedAt, data, kind));
    }

    private record Kind(Category category, Route route, long configVersion, ChecksumAlgorithm algorithm) {}

    /** Data and metadata are what reading makes of the text. */
    private static EventDraft draft(
            UUID id, String type, String source, Instant timestamp, Instant receivedAt, String data, Kind kind) {
        byte[] sent = ("{\"event_type\":\"a\",\"data\":" + data + ",\"metadata\":" + data + "}")
                .getBytes(StandardCharsets.UTF_8);
        try {
            ReadEvent read = new EventReader(sent.length).read(sent, 0, sent.length);
            return new EventDraft(
                    id,
                    false,
                    type,
                    kind.category,
                    timestamp,
                    receivedAt,
                    source,
                    read.canonicalData(),
                    read.data(),
                    read.metadata(),
                    kind.route,
                    kind.configVersion,
                    true,
                    kind.algorithm,
                    kind.algorithm.isKeyed() ? Optional.of(KEY) : Optional.empty(),
                    Verdict.PASSED);
        } catch (MalformedEventException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EventDraft withCanonicalData(String data) {
        return new EventDraft(
                DRAFT.id(),
                false,
                "numbers",
                Category.SYSTEM,
                DRAFT.timestamp(),
                DRAFT.receivedAt(),
                "s",
                data,
                data,
                "{}",
                Route.NONE,
                1,
                false,
                ChecksumAlgorithm.CRC32,
                Verdict.PASSED);
    }

    private static MonitoringEvent withPosition(MonitoringEvent event, OptionalLong position) {
        return AlteredEvent.of(event).position(position).event();
    }

    private static MonitoringEvent withData(MonitoringEvent event, String data) {
        return AlteredEvent.of(event).data(data).event();
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
