package dev.crossfade.bus;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one instance of an adapter did since it last told.
 *
 * @param instance which one, so that connections can be added up
 * @param connections open now
 * @param events events of the adapter's routes that passed, delivered to anyone or not; every instance sees them all
 * @param deliveries events times the clients that each was written to
 * @param skipped events times the slow clients that were not sent them
 * @param failures deliveries whose write failed
 * @param gaps times that a slow client was told it missed something
 * @param latency from receipt to the write, in microseconds, one value per event that had a client, for each category of
 *     which there were any; given away
 */
public record DeliveryObserved(
        Adapter adapter,
        String instance,
        int connections,
        long events,
        long deliveries,
        long skipped,
        long failures,
        long gaps,
        Map<Category, Histogram> latency) {}
