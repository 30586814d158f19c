package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.AlteredEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadBackTest {
    private static final Instant AT = Instant.parse("2026-11-21T06:00:00.123456Z");

    private static final HmacKey KEY = new HmacKey("key-1", "the secret of a year ago");
    private static final HmacKey NEWER = new HmacKey("key-2", "the secret of this year");

    private final ReadBack readBack = new ReadBack();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1.5,\"level\":\"INFO\"} | {\"level\": \"INFO\", \"a\": 1.50}",
                "{\"n\":[],\"o\":{}} | {\"n\": [], \"o\": {}}",
                "{\"t\":\"ü\\n€\"} | {\"t\": \"\\u00fc\\n€\"}",
                "{\"e\":1e+30,\"m\":-0.001} | {\"e\": 1000000000000000000000000000000, \"m\": -0.0010}"
            })
    void whatTheDatabaseWritesInItsOwnFormIsIntactAndDeliveredAsItWasSent(String sent, String stored) {
        MonitoringEvent event = sealed(sent, sent);

        ReadBack.Data data = readBack.data(stored);

        assertThat(data.delivered()).isEqualTo(sent);
        assertThat(readBack.integrity(event, data, HmacKeys.NONE)).isEqualTo(Integrity.INTACT);
    }

    @Test
    void numbersThatNoDoubleHoldsAreDeliveredAsSentAndSummedAsDoubles() {
        String sent = "{\"big\":12345678901234567890,\"long\":0.1234567890123456789}";
        MonitoringEvent event = sealed("{\"big\":12345678901234567000,\"long\":0.12345678901234568}", sent);

        ReadBack.Data data = readBack.data("{\"big\": 12345678901234567890, \"long\": 0.1234567890123456789}");

        assertThat(data.delivered()).isEqualTo(sent);
        assertThat(readBack.integrity(event, data, HmacKeys.NONE)).isEqualTo(Integrity.INTACT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 2}",
                "{\"a\": 1, \"b\": null}",
                "{}",
                "{\"a\": \"1\"}",
                "{\"a\": 1.0000000000000002}",
                "{\"a\": 1e400}",
                "no JSON"
            })
    void dataThatWasChangedIsNotIntactAndNotHidden(String altered) {
        ReadBack.Data data = readBack.data(altered);

        assertThat(readBack.integrity(sealed("{\"a\":1}", "{\"a\":1}"), data, HmacKeys.NONE))
                .isEqualTo(Integrity.CHANGED);
        assertThat(data.delivered()).isEqualTo(DeliveredText.of(altered));
    }

    @Test
    void whateverElseIsSummedIsMissedToo() {
        MonitoringEvent event = sealed("{}", "{}");
        ReadBack.Data data = readBack.data("{}");

        assertThat(readBack.integrity(event, data, HmacKeys.NONE)).isEqualTo(Integrity.INTACT);
        assertThat(readBack.integrity(AlteredEvent.of(event).source("other").event(), data, HmacKeys.NONE))
                .isEqualTo(Integrity.CHANGED);
        assertThat(readBack.integrity(
                        AlteredEvent.of(event)
                                .kind(new EventKind(event.eventType(), Category.DEBUG))
                                .event(),
                        data,
                        HmacKeys.NONE))
                .isEqualTo(Integrity.CHANGED);
        assertThat(readBack.integrity(
                        AlteredEvent.of(event).timestamp(AT.plusNanos(1000)).event(), data, HmacKeys.NONE))
                .isEqualTo(Integrity.CHANGED);
    }

    @Test
    void whatItSaysIsWhatTheChecksumSays() {
        MonitoringEvent event = sealed("{\"b\":[1,2,{\"c\":3}]}", "{\"b\":[1,2,{\"c\":3}]}");

        assertThat(Checksum.of(event)).isEqualTo(event.checksum());
        assertThat(readBack.integrity(event, readBack.data(event.data()), HmacKeys.NONE))
                .isEqualTo(Integrity.INTACT);
    }

    @Test
    void aSignedOneIsIntactWhereItsKeyIsAmongThoseThatAreKnown() {
        MonitoringEvent event = signed();
        ReadBack.Data data = readBack.data("{\"a\": 1}");

        assertThat(readBack.integrity(event, data, new HmacKeys(List.of(NEWER, KEY))))
                .isEqualTo(Integrity.INTACT);
        assertThat(readBack.integrity(event, readBack.data("{\"a\": 2}"), new HmacKeys(List.of(KEY))))
                .isEqualTo(Integrity.CHANGED);
        assertThat(readBack.integrity(event, data, new HmacKeys(List.of(new HmacKey(KEY.id(), "another secret")))))
                .as("whoever has no key cannot make the sum")
                .isEqualTo(Integrity.CHANGED);
    }

    @Test
    void whatWasSignedWithAKeyThatIsNotKnownIsNeitherIntactNorChanged() {
        MonitoringEvent event = signed();
        ReadBack.Data data = readBack.data("{\"a\": 1}");

        assertThat(readBack.integrity(event, data, HmacKeys.NONE)).isEqualTo(Integrity.UNKNOWN_KEY);
        assertThat(readBack.integrity(event, data, new HmacKeys(List.of(NEWER))))
                .isEqualTo(Integrity.UNKNOWN_KEY);
    }

    @Test
    void aNameOfAKeyWhereNoneIsNeededAndNoneWhereOneIsAreNotOurs() {
        ReadBack.Data data = readBack.data("{\"a\": 1}");
        HmacKeys known = new HmacKeys(List.of(KEY));

        assertThat(readBack.integrity(
                        AlteredEvent.of(signed()).keyId(Optional.empty()).event(), data, known))
                .isEqualTo(Integrity.CHANGED);
        assertThat(readBack.integrity(
                        AlteredEvent.of(sealed("{\"a\":1}", "{\"a\":1}"))
                                .keyId(Optional.of(KEY.id()))
                                .event(),
                        data,
                        known))
                .isEqualTo(Integrity.CHANGED);
    }

    private static MonitoringEvent signed() {
        return sealed("{\"a\":1}", "{\"a\":1}", ChecksumAlgorithm.HMAC_SHA256, Optional.of(KEY));
    }

    private static MonitoringEvent sealed(String canonicalData, String data) {
        return sealed(canonicalData, data, ChecksumAlgorithm.SHA256, Optional.empty());
    }

    private static MonitoringEvent sealed(
            String canonicalData, String data, ChecksumAlgorithm algorithm, Optional<HmacKey> key) {
        EventDraft draft = new EventDraft(
                new UUID(1, 2),
                true,
                "cache_metrics",
                Category.CRITICAL,
                AT,
                AT,
                "test",
                canonicalData,
                data,
                "{}",
                Route.DUAL,
                1,
                true,
                algorithm,
                key,
                Verdict.PASSED);
        return new EventJson().seal(draft, "node-1", 7).event();
    }
}
