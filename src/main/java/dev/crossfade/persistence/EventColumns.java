package dev.crossfade.persistence;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.MonitoringEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** A batch of events turned into parameters of the statements that write it: an array a column. */
final class EventColumns {
    private final UUID[] ids;
    private final Long[] sequenceIds;
    private final String[] eventTypes;
    private final String[] categories;
    private final OffsetDateTime[] timestamps;
    private final OffsetDateTime[] receivedAt;
    private final String[] sources;
    private final String[] data;
    private final String[] metadata;
    private final String[] checksums;
    private final String[] algorithms;
    private final Integer[] routes;
    private final Long[] configVersions;
    private final String[] keyIds;
    private final String node;

    /** @param batch 1 or more events of one node */
    EventColumns(List<MonitoringEvent> batch) {
        int size = batch.size();
        node = batch.get(0).node();
        ids = new UUID[size];
        sequenceIds = new Long[size];
        eventTypes = new String[size];
        categories = new String[size];
        timestamps = new OffsetDateTime[size];
        receivedAt = new OffsetDateTime[size];
        sources = new String[size];
        data = new String[size];
        metadata = new String[size];
        checksums = new String[size];
        algorithms = new String[size];
        routes = new Integer[size];
        configVersions = new Long[size];
        keyIds = new String[size];
        for (int row = 0; row < size; row++) {
            put(row, batch.get(row));
        }
    }

    private void put(int row, MonitoringEvent event) {
        ids[row] = event.id();
        sequenceIds[row] = event.sequenceId();
        eventTypes[row] = event.eventType();
        categories[row] = event.category().label();
        timestamps[row] = utc(event.timestamp());
        receivedAt[row] = utc(event.receivedAt());
        sources[row] = event.source();
        data[row] = event.data();
        metadata[row] = event.metadata();
        checksums[row] = event.checksum();
        algorithms[row] = event.checksumAlgorithm().label();
        routes[row] = (event.route().includes(Adapter.WEBSOCKET) ? 1 : 0)
                + (event.route().includes(Adapter.REALTIME) ? 2 : 0);
        configVersions[row] = configVersion(row, event.configVersion());
        keyIds[row] = event.checksumKeyId().orElse(null);
    }

    /** The one of the row before where it is the same, as it nearly always is. */
    private Long configVersion(int row, long version) {
        return row > 0 && configVersions[row - 1] == version ? configVersions[row - 1] : Long.valueOf(version);
    }

    /** As {@code Instant.atOffset} gives it, which looks up the rules of the zone first, and makes them each time. */
    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.of(
                LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC),
                ZoneOffset.UTC);
    }

    /** For {@link Sql#insertInto}. */
    Object[] forInsert() {
        return parameters(node);
    }

    /**
     * For {@link Sql#WRITE_EVENTS}.
     *
     * @param previous number of the statement that must have been committed before; null where none must
     * @param number of this one; null likewise
     */
    Object[] forFunction(Long previous, Long number, boolean mayRepeat) {
        return parameters(node, previous, number, mayRepeat, days());
    }

    private Object[] parameters(Object... before) {
        Object[] columns = {
            ids,
            sequenceIds,
            eventTypes,
            categories,
            timestamps,
            receivedAt,
            sources,
            data,
            metadata,
            checksums,
            algorithms,
            routes,
            configVersions,
            keyIds
        };
        Object[] all = Arrays.copyOf(before, before.length + columns.length);
        System.arraycopy(columns, 0, all, before.length, columns.length);
        return all;
    }

    /** The days, in UTC, on which these events were received. */
    LocalDate[] days() {
        SortedSet<LocalDate> days = new TreeSet<>();
        LocalDate last = null;
        for (OffsetDateTime instant : receivedAt) {
            if (last == null
                    || last.getDayOfMonth() != instant.getDayOfMonth()
                    || last.getMonthValue() != instant.getMonthValue()
                    || last.getYear() != instant.getYear()) {
                last = instant.toLocalDate();
                days.add(last);
            }
        }
        return days.toArray(LocalDate[]::new);
    }
}
