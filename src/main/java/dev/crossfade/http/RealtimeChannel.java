package dev.crossfade.http;

import dev.crossfade.realtime.JoinRequest;
import java.util.Optional;
import java.util.OptionalLong;

/** A channel that a client has joined, and up to where it has been served. Pure; belongs to its socket's context. */
final class RealtimeChannel {
    private final RealtimeSocket socket;
    private final Optional<String> joinRef;
    private final String topic;
    private final JoinRequest request;
    private Optional<String> key = Optional.empty();
    private boolean open = true;
    private int pace = 1;
    private long position;
    private long written = -1;
    private long proven = -1;

    RealtimeChannel(RealtimeSocket socket, Optional<String> joinRef, String topic, JoinRequest request) {
        this.socket = socket;
        this.joinRef = joinRef;
        this.topic = topic;
        this.request = request;
    }

    RealtimeSocket socket() {
        return socket;
    }

    /** Names this joining among those of the same topic. */
    Optional<String> joinRef() {
        return joinRef;
    }

    String topic() {
        return topic;
    }

    JoinRequest request() {
        return request;
    }

    /** Whether anything may still be written for it. */
    boolean isOpen() {
        return open;
    }

    void close() {
        open = false;
    }

    /** Everything up to here that it wants has been written to it. */
    long position() {
        return position;
    }

    void servedUpTo(long upTo) {
        position = upTo;
    }

    /** How many rows it is worth fetching for it at once. */
    int pace() {
        return pace;
    }

    void pace(int rows) {
        pace = rows;
    }

    /** Has its place remembered under this name, from now on. */
    void rememberAs(String name) {
        key = Optional.of(name);
    }

    /** The name that its place is remembered under. */
    Optional<String> key() {
        return key;
    }

    /**
     * The client has given a sign of life that is an answer to ours: what was written before the last one has reached it.
     *
     * @return up to where it surely has been served, where that is news
     */
    OptionalLong heartbeat() {
        if (key.isEmpty()) {
            return OptionalLong.empty();
        }
        boolean news = written > proven;
        proven = written;
        written = position;
        return news ? OptionalLong.of(proven) : OptionalLong.empty();
    }
}
