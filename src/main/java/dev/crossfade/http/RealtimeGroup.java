package dev.crossfade.http;

import dev.crossfade.realtime.Binding;
import dev.crossfade.realtime.ChangeText;
import dev.crossfade.realtime.JoinRequest;
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
    private final boolean heavy;
    private long lastNanos;
    /** By the bindings that match, a bit each: a channel has more of them only where it is one of few. */
    private final Map<List<Long>, byte[]> heads = new HashMap<>();

    private final Set<RealtimeChannel> members = new LinkedHashSet<>();

    RealtimeGroup(Key key, JoinRequest request) {
        this.key = key;
        this.bindings = request.bindings().stream()
                .filter(binding -> binding.problem().isEmpty())
                .toList();
        this.tail = ChangeText.tail(key.serializer());
        this.heavy = request.isHeavy();
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

    /**
     * What became of some rows.
     *
     * @param pieces with those that the channels want
     * @param stopped whether the time was up before the last row
     * @param upTo the position of the last row that was looked at, where it was stopped
     */
    record Encoded(List<Piece> pieces, boolean stopped, long upTo) {}

    Set<RealtimeChannel> members() {
        return members;
    }

    /** Whether holding a row against the bindings may take longer than writing it. */
    boolean isHeavy() {
        return heavy;
    }

    /** How long, in nanoseconds, it took the last time to find out which rows are wanted. */
    long lastNanos() {
        return lastNanos;
    }

    /**
     * The frames of those rows that the channels want.
     *
     * @param after the position in front of the first row
     * @param stint the time there is for finding out which they are; has no end where the group is not heavy
     */
    Encoded encode(Collection<ChangeRow> rows, long after, Stint stint) {
        Pieces pieces = new Pieces();
        long begun = stint.spentNanos();
        long upTo = after;
        for (ChangeRow row : rows) {
            if (heavy && stint.isOver()) {
                lastNanos = stint.spentNanos() - begun;
                return new Encoded(pieces.finished(), true, upTo);
            }
            List<Long> ids = heavy ? stint.spend(() -> matching(row)) : matching(row);
            if (!ids.isEmpty()) {
                pieces.add(row, head(ids), tail);
            }
            upTo = row.position();
        }
        lastNanos = stint.spentNanos() - begun;
        return new Encoded(pieces.finished(), false, upTo);
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

    /** Frames on their way into pieces. */
    private static final class Pieces {
        private final List<Piece> pieces = new ArrayList<>();
        private final WebSocketFrames frames = new WebSocketFrames();
        private final List<ChangeRow> wanted = new ArrayList<>();
        private int bytes;

        void add(ChangeRow row, byte[] head, byte[] tail) {
            frames.text(head, row.data(), tail);
            wanted.add(row);
            bytes += row.data().length;
            if (bytes >= PIECE_BYTES) {
                end();
            }
        }

        List<Piece> finished() {
            if (!wanted.isEmpty()) {
                end();
            }
            return pieces;
        }

        private void end() {
            bytes = 0;
            pieces.add(new Piece(frames.take(), List.copyOf(wanted)));
            wanted.clear();
        }
    }
}
