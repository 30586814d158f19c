package dev.crossfade.eventlog;

import dev.crossfade.event.SealedEvent;

/**
 * A record that is an event.
 *
 * @param sealed the event and its encoding
 */
public record EventRecord(long offset, SealedEvent sealed) implements LogRecord {
    @Override
    public byte[] json() {
        return sealed.json();
    }

    @Override
    public long receivedMillis() {
        return sealed.event().receivedAt().toEpochMilli();
    }
}
