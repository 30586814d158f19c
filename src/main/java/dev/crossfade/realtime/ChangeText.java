package dev.crossfade.realtime;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.EventTime;
import dev.crossfade.event.MonitoringEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rows as clients are told of them. The payload of a message is {@link #head}, {@link #data} and {@link #tail}, of which
 * the large middle is the same for every client.
 *
 * <p>A record is the event as every door shows it, and {@code created_at}. Clients turn text of an {@code int8} column
 * into a number, so a position that would lose digits there is text in a column that says so.
 */
public final class ChangeText {
    /** From here on JavaScript's numbers have gaps. */
    private static final long FIRST_INEXACT = 1L << 53;

    private static final List<List<String>> COLUMNS = List.of(
            List.of("id", "uuid"),
            List.of("event_type", "text"),
            List.of("category", "text"),
            List.of("timestamp", "timestamptz"),
            List.of("received_at", "timestamptz"),
            List.of("source", "text"),
            List.of("data", "jsonb"),
            List.of("metadata", "jsonb"),
            List.of("node", "text"),
            List.of("sequence_id", "int8"),
            List.of("position", "int8"),
            List.of("adapters", "_text"),
            List.of("config_version", "int8"),
            List.of("checksum", "text"),
            List.of("checksum_algorithm", "text"),
            List.of("checksum_key_id", "text"),
            List.of("created_at", "timestamptz"));
    private static final byte[] START = ascii(
            "{\"schema\":\"monitoring\",\"table\":\"monitoring_events\",\"type\":\"INSERT\",\"commit_timestamp\":\"");
    private static final byte[] NUMBERED = columns("int8");
    private static final byte[] LETTERED = columns("text");
    private static final byte[] CREATED_AT = ascii(",\"created_at\":\"");
    private static final byte[] END = ascii("\"},\"errors\":null}");
    private static final byte[] V1_TAIL = tailOf(Serializer.V1);
    private static final byte[] V2_TAIL = tailOf(Serializer.V2);

    private ChangeText() {}

    /** The JSON value of {@code data}, in UTF-8. Made once a row. */
    public static byte[] data(FeedRow row) {
        MonitoringEvent event = row.event();
        boolean lettered = event.position().isPresent() && event.position().getAsLong() >= FIRST_INEXACT;
        byte[] json = new EventJson().encode(event);
        byte[] members = lettered ? withQuotedPosition(json, event.position().getAsLong()) : json;
        byte[] createdAt = ascii(EventTime.text(row.createdAt()));
        byte[] open = Arrays.copyOf(members, members.length - 1);
        return joined(START, createdAt, lettered ? LETTERED : NUMBERED, open, CREATED_AT, createdAt, END);
    }

    /** What comes before the data, for a channel of which these bindings match. */
    public static byte[] head(Serializer serializer, String topic, long[] ids) {
        String listed = Arrays.stream(ids).mapToObj(Long::toString).collect(Collectors.joining(","));
        return WireText.bytes(Envelope.head(serializer, Optional.empty(), Optional.empty(), topic, "postgres_changes")
                + "{\"ids\":[" + listed + "],\"data\":");
    }

    /** What comes behind the data. Shared, never written to. */
    public static byte[] tail(Serializer serializer) {
        return switch (serializer) {
            case V1 -> V1_TAIL;
            case V2 -> V2_TAIL;
        };
    }

    /** The last one is the event's own: text of publishers can hold the same words, but comes before. */
    private static byte[] withQuotedPosition(byte[] json, long position) {
        String text = new String(json, StandardCharsets.UTF_8);
        String label = ",\"position\":";
        int at = text.lastIndexOf(label + position + ",\"adapters\":") + label.length();
        int end = at + Long.toString(position).length();
        return WireText.bytes(text.substring(0, at) + '"' + position + '"' + text.substring(end));
    }

    private static byte[] columns(String positionType) {
        return ascii(COLUMNS.stream()
                .map(column -> "{\"name\":\"" + column.get(0) + "\",\"type\":\""
                        + (column.get(0).equals("position") ? positionType : column.get(1)) + "\"}")
                .collect(Collectors.joining(",", "\",\"columns\":[", "],\"record\":")));
    }

    private static byte[] tailOf(Serializer serializer) {
        return ascii("}" + Envelope.tail(serializer, Optional.empty(), Optional.empty()));
    }

    private static byte[] joined(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
