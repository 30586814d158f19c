package dev.crossfade.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads and writes points in time: ISO-8601, kept to the microsecond, written in UTC with six decimals and {@code Z}.
 *
 * <p>Read are {@code yyyy-MM-dd}, {@code T} or a blank, {@code HH:mm} with optional seconds and 1 to 9 decimals, and
 * {@code Z}, {@code ±hh:mm}, {@code ±hhmm} or {@code ±hh}; without a zone it is UTC. Years 0001 to 9999, in UTC.
 */
public final class EventTime {
    /** Length of what {@link #text} gives: {@code 2026-11-21T06:00:00.000000Z}. */
    static final int TEXT_LENGTH = 27;

    private static final long FIRST_SECOND =
            Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_SECOND =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int DAYS_BEFORE_EPOCH = 719_468;
    private static final int DAYS_PER_ERA = 146_097;

    private EventTime() {}

    /** The point in time, cut to microseconds; empty where the text is none. */
    public static Optional<Instant> parse(String text) {
        TimeCursor cursor = new TimeCursor(text);
        int year = cursor.digits(4);
        cursor.expect('-');
        int month = cursor.digits(2);
        cursor.expect('-');
        int day = cursor.digits(2);
        cursor.expectAny("T t");
        int hour = cursor.digits(2);
        cursor.expect(':');
        int minute = cursor.digits(2);
        boolean toTheMinute = !cursor.skip(':');
        int second = toTheMinute ? 0 : cursor.digits(2);
        int nanos = !toTheMinute && cursor.skip('.') ? cursor.decimals() : 0;
        int offset = cursor.zone();
        boolean real = cursor.complete() && isDate(year, month, day) && hour < 24 && minute < 60 && second < 60;
        if (!real) {
            return Optional.empty();
        }
        long epochSecond =
                daysFromEpoch(year, month, day) * SECONDS_PER_DAY + hour * 3600L + minute * 60L + second - offset;
        if (epochSecond < FIRST_SECOND || epochSecond > LAST_SECOND) {
            return Optional.empty();
        }
        return Optional.of(Instant.ofEpochSecond(epochSecond, nanos - nanos % 1000));
    }

    /** The one form in which times are written. */
    public static String text(Instant instant) {
        byte[] text = new byte[TEXT_LENGTH];
        write(instant, text, 0);
        return new String(text, StandardCharsets.US_ASCII);
    }

    /** Writes the text of a time within years 0001 to 9999, {@link #TEXT_LENGTH} bytes. */
    static void write(Instant instant, byte[] out, int at) {
        long days = Math.floorDiv(instant.getEpochSecond(), SECONDS_PER_DAY);
        int second = Math.floorMod(instant.getEpochSecond(), SECONDS_PER_DAY);
        writeDate(days, out, at);
        out[at + 10] = 'T';
        digits(second / 3600, 2, out, at + 11);
        out[at + 13] = ':';
        digits(second / 60 % 60, 2, out, at + 14);
        out[at + 16] = ':';
        digits(second % 60, 2, out, at + 17);
        out[at + 19] = '.';
        digits(instant.getNano() / 1000, 6, out, at + 20);
        out[at + 26] = 'Z';
    }

    /** Counts in eras of 400 years from a 1st of March, so that the leap day is a year's last. */
    private static void writeDate(long daysFromEpoch, byte[] out, int at) {
        int days = (int) daysFromEpoch + DAYS_BEFORE_EPOCH;
        int era = Math.floorDiv(days, DAYS_PER_ERA);
        int dayOfEra = days - era * DAYS_PER_ERA;
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4, out, at);
        out[at + 4] = '-';
        digits(month, 2, out, at + 5);
        out[at + 7] = '-';
        digits(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2, out, at + 8);
    }

    private static long daysFromEpoch(int year, int month, int day) {
        int yearFromMarch = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(yearFromMarch, 400);
        int yearOfEra = yearFromMarch - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return (long) era * DAYS_PER_ERA + dayOfEra - DAYS_BEFORE_EPOCH;
    }

    private static boolean isDate(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1) {
            return false;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days =
                switch (month) {
                    case 2 -> leap ? 29 : 28;
                    case 4, 6, 9, 11 -> 30;
                    default -> 31;
                };
        return day <= days;
    }

    private static void digits(int value, int count, byte[] out, int at) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
