package dev.crossfade.testkit;

import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.EventKind;
import dev.crossfade.event.MonitoringEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** An event like another, but for what is said here; its checksum stays what it was unless that is said too. */
public final class AlteredEvent {
    private final MonitoringEvent event;
    private EventKind kind;
    private Instant timestamp;
    private String source;
    private String data;
    private String node;
    private long sequenceId;
    private OptionalLong position;
    private String checksum;
    private ChecksumAlgorithm algorithm;
    private Optional<String> keyId;

    private AlteredEvent(MonitoringEvent event) {
        this.event = event;
        this.kind = new EventKind(event.eventType(), event.category());
        this.timestamp = event.timestamp();
        this.source = event.source();
        this.data = event.data();
        this.node = event.node();
        this.sequenceId = event.sequenceId();
        this.position = event.position();
        this.checksum = event.checksum();
        this.algorithm = event.checksumAlgorithm();
        this.keyId = event.checksumKeyId();
    }

    public static AlteredEvent of(MonitoringEvent event) {
        return new AlteredEvent(event);
    }

    public AlteredEvent kind(EventKind other) {
        kind = other;
        return this;
    }

    public AlteredEvent timestamp(Instant other) {
        timestamp = other;
        return this;
    }

    public AlteredEvent source(String other) {
        source = other;
        return this;
    }

    public AlteredEvent data(String other) {
        data = other;
        return this;
    }

    public AlteredEvent node(String other) {
        node = other;
        return this;
    }

    public AlteredEvent sequenceId(long other) {
        sequenceId = other;
        return this;
    }

    public AlteredEvent position(OptionalLong other) {
        position = other;
        return this;
    }

    public AlteredEvent checksum(String other, ChecksumAlgorithm madeWith) {
        checksum = other;
        algorithm = madeWith;
        return this;
    }

    public AlteredEvent keyId(Optional<String> other) {
        keyId = other;
        return this;
    }

    public MonitoringEvent event() {
        return new MonitoringEvent(
                event.id(),
                kind.eventType(),
                kind.category(),
                timestamp,
                event.receivedAt(),
                source,
                data,
                event.metadata(),
                node,
                sequenceId,
                position,
                event.route(),
                event.configVersion(),
                checksum,
                algorithm,
                keyId);
    }
}
