package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadBackTest {
    private static final Instant AT = Instant.parse("2026-11-21T06:00:00.123456Z");

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
        assertThat(readBack.isIntact(event, data)).isTrue();
    }

    @Test
    void numbersThatNoDoubleHoldsAreDeliveredAsSentAndSummedAsDoubles() {
        String sent = "{\"big\":12345678901234567890,\"long\":0.1234567890123456789}";
        MonitoringEvent event = sealed("{\"big\":12345678901234567000,\"long\":0.12345678901234568}", sent);

        ReadBack.Data data = readBack.data("{\"big\": 12345678901234567890, \"long\": 0.1234567890123456789}");

        assertThat(data.delivered()).isEqualTo(sent);
        assertThat(readBack.isIntact(event, data)).isTrue();
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

        assertThat(readBack.isIntact(sealed("{\"a\":1}", "{\"a\":1}"), data)).isFalse();
        assertThat(data.delivered()).isEqualTo(DeliveredText.of(altered));
    }

    @Test
    void whateverElseIsSummedIsMissedToo() {
        MonitoringEvent event = sealed("{}", "{}");
        ReadBack.Data data = readBack.data("{}");

        assertThat(readBack.isIntact(event, data)).isTrue();
        assertThat(readBack.isIntact(altered(event, "other", event.category(), AT), data))
                .isFalse();
        assertThat(readBack.isIntact(altered(event, event.source(), Category.DEBUG, AT), data))
                .isFalse();
        assertThat(readBack.isIntact(altered(event, event.source(), event.category(), AT.plusNanos(1000)), data))
                .isFalse();
    }

    @Test
    void whatItSaysIsWhatTheChecksumSays() {
        MonitoringEvent event = sealed("{\"b\":[1,2,{\"c\":3}]}", "{\"b\":[1,2,{\"c\":3}]}");

        assertThat(Checksum.of(event)).isEqualTo(event.checksum());
        assertThat(readBack.isIntact(event, readBack.data(event.data()))).isTrue();
    }

    private static MonitoringEvent altered(MonitoringEvent event, String source, Category category, Instant at) {
        return new MonitoringEvent(
                event.id(),
                event.eventType(),
                category,
                at,
                event.receivedAt(),
                source,
                event.data(),
                event.metadata(),
                event.node(),
                event.sequenceId(),
                event.position(),
                event.route(),
                event.configVersion(),
                event.checksum(),
                event.checksumAlgorithm());
    }

    private static MonitoringEvent sealed(String canonicalData, String data) {
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
                ChecksumAlgorithm.SHA256,
                Verdict.PASSED);
        return new EventJson().seal(draft, "node-1", 7).event();
    }
}
