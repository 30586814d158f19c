package dev.crossfade.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.crossfade.event.SealedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One text frame of live events, encoded once for all clients that want it.
 *
 * @param text UTF-8; never written to
 * @param firstSequenceId of its events
 * @param lastSequenceId of its events
 * @param events how many it holds
 */
record LiveFrame(byte[] text, long firstSequenceId, long lastSequenceId, int events) {
    /** Above this a frame takes no further event; many clients refuse frames of 64 KiB and more. */
    static final int TARGET_BYTES = 60 * 1024;

    private static final byte[] BATCH_HEAD = "{\"type\":\"events\",\"events\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BATCH_TAIL = "]}".getBytes(StandardCharsets.UTF_8);

    /**
     * Puts events into as few frames as {@link #TARGET_BYTES} allows, in their order.
     *
     * @param events 1 or more
     */
    static List<LiveFrame> pack(List<SealedEvent> events, Subscription.Shape shape) {
        if (shape == Subscription.Shape.SINGLE) {
            return events.stream().map(LiveFrame::single).toList();
        }
        List<LiveFrame> frames = new ArrayList<>();
        int from = 0;
        while (from < events.size()) {
            int to = endOfFrame(events, from);
            frames.add(batch(events.subList(from, to)));
            from = to;
        }
        return frames;
    }

    private static int endOfFrame(List<SealedEvent> events, int from) {
        int bytes = 0;
        int to = from;
        do {
            bytes += events.get(to).json().length + 1;
            to++;
        } while (to < events.size() && bytes + events.get(to).json().length < TARGET_BYTES);
        return to;
    }

    private static LiveFrame batch(List<SealedEvent> events) {
        int length = BATCH_HEAD.length + BATCH_TAIL.length + events.size() - 1;
        for (SealedEvent event : events) {
            length += event.json().length;
        }
        byte[] text = new byte[length];
        int at = append(text, 0, BATCH_HEAD);
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                text[at++] = ',';
            }
            at = append(text, at, events.get(i).json());
        }
        append(text, at, BATCH_TAIL);
        return new LiveFrame(text, sequenceId(events, 0), sequenceId(events, events.size() - 1), events.size());
    }

    /** The event's own object with {@code "type"} put before its first member. */
    private static LiveFrame single(SealedEvent event) {
        String type = new String(
                JsonStringEncoder.getInstance().quoteAsString(event.event().eventType()));
        byte[] head = ("{\"type\":\"" + type + "\",").getBytes(StandardCharsets.UTF_8);
        byte[] text = new byte[head.length + event.json().length - 1];
        append(text, 0, head);
        System.arraycopy(event.json(), 1, text, head.length, event.json().length - 1);
        long sequenceId = event.event().sequenceId();
        return new LiveFrame(text, sequenceId, sequenceId, 1);
    }

    private static long sequenceId(List<SealedEvent> events, int index) {
        return events.get(index).event().sequenceId();
    }

    private static int append(byte[] text, int at, byte[] part) {
        System.arraycopy(part, 0, text, at, part.length);
        return at + part.length;
    }
}
