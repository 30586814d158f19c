package dev.crossfade.bus;

import dev.crossfade.event.Integrity;
import dev.crossfade.event.MonitoringEvent;
import java.time.Instant;

/**
 * A stored event as it came back from the database.
 *
 * @param event with its position
 * @param createdAt when the database took it
 * @param integrity whether what came back still has the checksum that was made at receipt
 */
public record FeedRow(MonitoringEvent event, Instant createdAt, Integrity integrity) {}
