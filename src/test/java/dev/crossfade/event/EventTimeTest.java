package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventTimeTest {
    private static final long FIRST = -62_135_596_800L;
    private static final long LAST = 253_402_300_799L;
    private static final DateTimeFormatter SIX_DECIMALS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

    @Property(tries = 5_000)
    void writesAsJavaTimeDoes(
            @ForAll @LongRange(min = FIRST, max = LAST) long second, @ForAll @IntRange(max = 999_999_999) int nanos) {
        Instant instant = Instant.ofEpochSecond(second, nanos);

        assertThat(EventTime.text(instant)).isEqualTo(SIX_DECIMALS.format(instant.atOffset(ZoneOffset.UTC)));
    }

    @Property(tries = 5_000)
    void readsWhatJavaTimeWritesWithAnyOffset(
            @ForAll @LongRange(min = FIRST + 86_400, max = LAST - 86_400) long second,
            @ForAll @IntRange(max = 999_999_999) int nanos,
            @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int offsetMinutes) {
        Instant instant = Instant.ofEpochSecond(second, nanos);
        OffsetDateTime there = instant.atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));

        assertThat(EventTime.parse(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(there)))
                .contains(instant.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void knowsEveryDayOfFourCenturies() {
        for (long day = -10_000; day < 146_097; day++) {
            Instant instant = Instant.ofEpochSecond(day * 86_400);
            assertThat(EventTime.parse(EventTime.text(instant))).contains(instant);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T06:00:00Z,                2026-11-21T06:00:00Z",
        "2026-11-21t06:00:00z,                2026-11-21T06:00:00Z",
        "2026-11-21 06:00:00+00,              2026-11-21T06:00:00Z",
        "2026-11-21T06:00:00,                 2026-11-21T06:00:00Z",
        "2026-11-21T06:00Z,                   2026-11-21T06:00:00Z",
        "2026-11-21T06:00:00.123456789Z,      2026-11-21T06:00:00.123456Z",
        "2026-11-21T06:00:00.5+01:30,         2026-11-21T04:30:00.5Z",
        "2026-11-21T06:00:00-0800,            2026-11-21T14:00:00Z",
        "1969-12-31T23:59:59.9999999Z,        1969-12-31T23:59:59.999999Z",
        "2024-02-29T00:00:00Z,                2024-02-29T00:00:00Z",
        "0001-01-01T00:00:00Z,                0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z,         9999-12-31T23:59:59.999999Z"
    })
    void readsTheFormsThatAreInUse(String text, Instant expected) {
        assertThat(EventTime.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-11-21",
                "2026-11-21T",
                "2026-11-21T06",
                "2026-11-21T06:00:00.Z",
                "2026-11-21T06:00:00.1234567890Z",
                "2026-11-21T06:00:00ZZ",
                "2026-11-21T06:00:00+",
                "2026-11-21T06:00:00+1",
                "2026-11-21T06:00:00+01:",
                "2026-11-21T06:00:00+18:01",
                "2026-11-21T06:00:00+01:60",
                "2026-11-21T24:00:00Z",
                "2026-11-21T06:60:00Z",
                "2026-11-21T06:00:60Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-04-31T00:00:00Z",
                "2026-02-29T00:00:00Z",
                "1900-02-29T00:00:00Z",
                "2026-1-1T00:00:00Z",
                " 2026-11-21T06:00:00Z",
                "+2026-11-21T06:00:00Z",
                "-001-11-21T06:00:00Z",
                "0000-12-31T00:00:00Z",
                "0001-01-01T00:00:00+01:00",
                "9999-12-31T23:30:00-01:00",
                "٢٠٢٦-11-21T06:00:00Z",
                "1763704800"
            })
    void refusesAnythingElse(String text) {
        assertThat(EventTime.parse(text)).isEmpty();
    }
}
