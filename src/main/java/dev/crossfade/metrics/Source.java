package dev.crossfade.metrics;

import dev.crossfade.bus.SourceFigures;
import dev.crossfade.event.Category;
import dev.crossfade.event.DataMember;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.SealedEvent;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.HdrHistogram.Histogram;

/** What one source sent. Belongs to one thread. */
final class Source {
    /** The one under way and the five before it. */
    private static final int MINUTES = 6;

    private static final long SILENCE_MILLIS = 300_000;
    private static final long MINUTE_MILLIS = 60_000;
    private static final double PERCENT = 100;
    private static final double P95 = 95;
    /** The histogram counts microseconds, up to a quarter of an hour. */
    private static final double MICROS_PER_MILLI = 1_000;

    private static final double MOST_MILLIS = 900_000;

    /** Of the last minutes, each at its number modulo their count. */
    private final long[] minutes = new long[MINUTES];

    private final long[] recentEvents = new long[MINUTES];
    private final long[] recentErrors = new long[MINUTES];
    private final Histogram responseTimes = new Histogram(2);
    private long events;
    private long errors;
    private long bytes;
    private double responseMillis;
    private double mostMillis;
    private long lastMillis;

    void add(SealedEvent sealed) {
        MonitoringEvent event = sealed.event();
        boolean isError = event.category() == Category.CRITICAL;
        events++;
        errors += isError ? 1 : 0;
        bytes += sealed.json().length;
        long millis = event.receivedAt().toEpochMilli();
        lastMillis = Math.max(lastMillis, millis);
        addRecent(millis / MINUTE_MILLIS, isError);
        DataMember.number(event.data(), "response_time_ms").ifPresent(this::addResponseTime);
    }

    private void addRecent(long minute, boolean isError) {
        int slot = (int) Math.floorMod(minute, (long) MINUTES);
        if (minute > minutes[slot]) {
            minutes[slot] = minute;
            recentEvents[slot] = 0;
            recentErrors[slot] = 0;
        }
        if (minute == minutes[slot]) {
            recentEvents[slot]++;
            recentErrors[slot] += isError ? 1 : 0;
        }
    }

    private void addResponseTime(double millis) {
        if (millis >= 0 && millis <= MOST_MILLIS) {
            responseMillis += millis;
            mostMillis = Math.max(mostMillis, millis);
            responseTimes.recordValue(Math.round(millis * MICROS_PER_MILLI));
        }
    }

    /** Whether it has sent something in the last five minutes. */
    boolean isActive(Instant now) {
        return lastMillis > now.toEpochMilli() - SILENCE_MILLIS;
    }

    /** Of the last five minutes, and what is over of the one under way. */
    long recentEvents(Instant now) {
        return recent(recentEvents, now);
    }

    /** The critical ones of those. */
    long recentErrors(Instant now) {
        return recent(recentErrors, now);
    }

    private long recent(long[] counts, Instant now) {
        long oldest = now.toEpochMilli() / MINUTE_MILLIS - MINUTES;
        long sum = 0;
        for (int slot = 0; slot < MINUTES; slot++) {
            sum += minutes[slot] > oldest ? counts[slot] : 0;
        }
        return sum;
    }

    SourceFigures figures(String name, Instant now) {
        long timed = responseTimes.getTotalCount();
        return new SourceFigures(
                name,
                events,
                errors,
                bytes,
                timed == 0 ? OptionalDouble.empty() : OptionalDouble.of(responseMillis / timed),
                timed == 0 ? OptionalDouble.empty() : OptionalDouble.of(p95Millis()),
                Instant.ofEpochMilli(lastMillis),
                isActive(now),
                score(recentEvents(now), recentErrors(now)));
    }

    /** A bucket of the histogram is told by its upper end, which may lie above all that is in it. */
    private double p95Millis() {
        return Math.min(mostMillis, responseTimes.getValueAtPercentile(P95) / MICROS_PER_MILLI);
    }

    /** The share of events that are no errors, in percent; empty where there are none. */
    static OptionalInt score(long events, long errors) {
        return events == 0
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.floor(PERCENT * (events - errors) / events));
    }
}
