package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CompletionTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-21T06:00:00.123456789Z");
    private static final Instant RECEIVED_MICROS = Instant.parse("2026-11-21T06:00:00.123456Z");

    @Test
    void keepsAValidEventAsItIs() throws Exception {
        ReadEvent event = read("{\"event_type\":\"a\",\"source\":\"s\",\"timestamp\":\"1999-01-01T00:00:00Z\"}");

        List<Flaw> flaws = Validator.check(event, RECEIVED);
        EventDraft draft = complete(event, flaws);

        assertThat(flaws).isEmpty();
        assertThat(draft.timestamp()).isEqualTo("1999-01-01T00:00:00Z");
        assertThat(draft.receivedAt()).isEqualTo(RECEIVED_MICROS);
        assertThat(draft.metadata()).isSameAs(event.metadata());
        assertThat(draft.data()).isSameAs(draft.canonicalData());
    }

    @Test
    void takesTimesUpToADayAheadAndNoFurther() throws Exception {
        String exactly = "2026-11-22T06:00:00.123456Z";
        String beyond = "2026-11-22T06:00:00.123457Z";

        assertThat(Validator.check(read(withTimestamp(exactly)), RECEIVED_MICROS))
                .isEmpty();
        assertThat(Validator.check(read(withTimestamp(beyond)), RECEIVED_MICROS))
                .extracting(Flaw::field)
                .containsExactly("timestamp");
    }

    @Test
    void replacesATimeTooFarAheadAndTellsIt() throws Exception {
        ReadEvent event = read(withTimestamp("2027-11-21T06:00:00+01:00"));

        EventDraft draft = complete(event, Validator.check(event, RECEIVED));

        assertThat(draft.timestamp()).isEqualTo(RECEIVED_MICROS);
        assertThat(draft.metadata())
                .isEqualTo("{\"validation\":[{\"field\":\"timestamp\","
                        + "\"message\":\"a time at most 24 hours ahead was expected\","
                        + "\"value\":\"2027-11-21T05:00:00.000000Z\"}]}");
    }

    @Test
    void keepsATimeFarAheadWhereNothingIsValidated() throws Exception {
        ReadEvent event = read(withTimestamp("2027-11-21T06:00:00Z"));

        assertThat(complete(event, event.flaws()).timestamp()).isEqualTo("2027-11-21T06:00:00Z");
    }

    @Test
    void fillsWhatIsMissingOrCannotBeKept() throws Exception {
        ReadEvent event = read("""
                {"event_type": "a", "timestamp": "so\\"on", "category": "odd", "data": [1], "metadata": {"z": 1, "validation": "old", "a": 2}}
                """);

        EventDraft draft = complete(event, Validator.check(event, RECEIVED));

        assertThat(draft.timestamp()).isEqualTo(RECEIVED_MICROS);
        assertThat(draft.source()).isEqualTo("unknown");
        assertThat(draft.data()).isEqualTo("{\"value\":[1]}");
        assertThat(draft.metadata())
                .isEqualTo("{\"a\":2,\"validation\":["
                        + "{\"field\":\"source\",\"message\":\"text of 1 to 128 characters, not blank, was expected\"},"
                        + "{\"field\":\"timestamp\","
                        + "\"message\":\"an ISO-8601 time in the years 0001 to 9999 was expected\",\"value\":\"so\\\"on\"},"
                        + "{\"field\":\"category\",\"message\":\"one of critical, performance, user_activity, system,"
                        + " debug was expected\",\"value\":\"odd\"},"
                        + "{\"field\":\"data\",\"message\":\"an object was expected\"}],\"z\":1}");
    }

    private static String withTimestamp(String timestamp) {
        return "{\"event_type\":\"a\",\"source\":\"s\",\"timestamp\":\"" + timestamp + "\"}";
    }

    private static EventDraft complete(ReadEvent event, List<Flaw> flaws) {
        UUID id = new UUID(1, 2);
        return new Completion(
                        id,
                        Category.SYSTEM,
                        Route.DUAL,
                        7,
                        true,
                        ChecksumAlgorithm.CRC32,
                        Optional.empty(),
                        RECEIVED,
                        true)
                .draft(event, flaws);
    }

    private static ReadEvent read(String json) throws MalformedEventException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new EventReader(bytes.length).read(bytes, 0, bytes.length);
    }
}
