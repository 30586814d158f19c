package dev.crossfade.http;

import dev.crossfade.realtime.Binding;
import dev.crossfade.realtime.ChangeText;
import dev.crossfade.realtime.Serializer;
import dev.crossfade.realtime.WebSocketFrames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Channels that get the same bytes, since they speak the same serializer and have the same topic and bindings: what they
 * get is encoded once for all of them. Pure; belongs to its writer's context.
 */
final class RealtimeGroup {
    /** A frame in one piece with others is flushed with them, so a piece stays short of what a client may have waiting. */
    private static final int PIECE_BYTES = 64 << 10;

    private final Key key;
    private final List<Binding> bindings;
    private final byte[] tail;
    /** By the bindings that match, a bit each: a channel has more of them only where it is one of few. */
    private final Map<List<Long>, byte[]> heads = new HashMap<>();

    private final Set<RealtimeChannel> members = new LinkedHashSet<>();

    RealtimeGroup(Key key, List<Binding> bindings) {
        this.key = key;
        this.bindings =
                bindings.stream().filter(binding -> binding.problem().isEmpty()).toList();
        this.tail = ChangeText.tail(key.serializer());
    }

    /**
     * What makes channels alike.
     *
     * @param bindings as they were asked for, in their order
     */
    record Key(Serializer serializer, String topic, List<String> bindings) {
        static Key of(RealtimeChannel channel) {
            return new Key(
                    channel.socket().serializer(),
                    channel.topic(),
                    channel.request().bindings().stream()
                            .map(binding -> binding.echo().toString())
                            .toList());
        }
    }

    /**
     * Frames to be written in one go.
     *
     * @param frames WebSocket frames one behind the other; only read
     * @param rows that are in them
     */
    record Piece(byte[] frames, List<ChangeRow> rows) {
        /** The position of its last row. */
        long last() {
            return rows.get(rows.size() - 1).position();
        }
    }

    Set<RealtimeChannel> members() {
        return members;
    }

    /** The frames of those rows that the channels want. */
    List<Piece> encode(Collection<ChangeRow> rows) {
        List<Piece> pieces = new ArrayList<>();
        WebSocketFrames frames = new WebSocketFrames();
        List<ChangeRow> wanted = new ArrayList<>();
        int bytes = 0;
        for (ChangeRow row : rows) {
            List<Long> ids = matching(row);
            if (ids.isEmpty()) {
                continue;
            }
            frames.text(head(ids), row.data(), tail);
            wanted.add(row);
            bytes += row.data().length;
            if (bytes >= PIECE_BYTES) {
                bytes = 0;
                pieces.add(new Piece(frames.take(), List.copyOf(wanted)));
                wanted.clear();
            }
        }
        if (!wanted.isEmpty()) {
            pieces.add(new Piece(frames.take(), List.copyOf(wanted)));
        }
        return pieces;
    }

    private List<Long> matching(ChangeRow row) {
        List<Long> ids = new ArrayList<>(bindings.size());
        for (Binding binding : bindings) {
            if (binding.matches(row.row()) && !ids.contains(binding.id())) {
                ids.add(binding.id());
            }
        }
        return ids;
    }

    private byte[] head(List<Long> ids) {
        return heads.computeIfAbsent(
                ids,
                matching -> ChangeText.head(
                        key.serializer(),
                        key.topic(),
                        matching.stream().mapToLong(Long::longValue).toArray()));
    }
}
