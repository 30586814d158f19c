package dev.crossfade.http;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Integrity;
import dev.crossfade.event.SealedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * Faults in the passage of both adapters. What becomes of an event follows from the seed and its sequence id alone: each is
 * spoilt once at most, by one adapter. Called by the adapters' context; asked by the test's thread.
 */
final class InjectedFaults implements Passage {
    /** Events that pass before one that is delayed within the match window. */
    static final int DELAYED_BY = 600;

    private final long seed;
    private final double rate;
    private final int batch;
    private final int lateEach;
    private final FaultReport report;
    private final Map<Adapter, Long> passed = new EnumMap<>(Adapter.class);
    private final Map<Adapter, List<Held<?>>> held = new EnumMap<>(Adapter.class);
    /** Held until the end. */
    private final Map<Adapter, List<Object>> kept = new EnumMap<>(Adapter.class);

    private final Map<Adapter, Set<Long>> late = new EnumMap<>(Adapter.class);
    private boolean over;

    enum Fault {
        DROP,
        CORRUPT,
        DUPLICATE,
        REORDER,
        DELAY_WITHIN,
        DELAY_BEYOND,
        NONE
    }

    private static final List<Fault> SPOILING =
            Arrays.stream(Fault.values()).filter(fault -> fault != Fault.NONE).toList();
    private static final List<Adapter> ADAPTERS = List.of(Adapter.values());

    private record Held<T>(T event, long due) {}

    /**
     * @param rate share of the events that are spoilt
     * @param batch events that are accepted together; of the last ones of each none is spoilt, so that something passes what
     *     is held
     * @param lateEach the last one of so many batches may come late as a whole; nothing is held until then
     */
    InjectedFaults(long seed, double rate, int batch, int lateEach, FaultReport report) {
        this.seed = seed;
        this.rate = rate;
        this.batch = batch;
        this.lateEach = lateEach;
        this.report = report;
        for (Adapter adapter : Adapter.values()) {
            held.put(adapter, new ArrayList<>());
            kept.put(adapter, new ArrayList<>());
            late.put(adapter, new HashSet<>());
        }
    }

    /** Says of events that this adapter will get them later than the match window. */
    synchronized void late(Adapter adapter, Collection<Long> sequenceIds) {
        late.get(adapter).addAll(sequenceIds);
    }

    /** From now on nothing is spoilt, and all that is held goes on behind the next event. */
    synchronized void end() {
        over = true;
    }

    /** What is done to the event, where it is by that adapter. */
    Fault fault(Adapter adapter, long sequenceId) {
        SplittableRandom random = random(sequenceId);
        boolean here = ADAPTERS.get(random.nextInt(ADAPTERS.size())) == adapter;
        boolean last = (sequenceId - 1) % batch >= batch - 10;
        if (over || last || !here || random.nextDouble() >= rate) {
            return Fault.NONE;
        }
        Fault fault = SPOILING.get(random.nextInt(SPOILING.size()));
        boolean beforeALateOne = (sequenceId - 1) / batch % lateEach >= lateEach - 3;
        return fault == Fault.DELAY_WITHIN && beforeALateOne ? Fault.REORDER : fault;
    }

    /** The last event that has come through to that adapter. */
    synchronized long passed(Adapter adapter) {
        return passed.getOrDefault(adapter, 0L);
    }

    /** What is missing on one adapter is not late on the other. */
    private boolean isMissing(long sequenceId) {
        return ADAPTERS.stream()
                .map(adapter -> fault(adapter, sequenceId))
                .anyMatch(fault -> fault == Fault.DROP || fault == Fault.DELAY_BEYOND);
    }

    private SplittableRandom random(long sequenceId) {
        return new SplittableRandom(seed * 1_000_003 + sequenceId);
    }

    @Override
    public synchronized List<SealedEvent> websocket(List<SealedEvent> read) {
        return through(Adapter.WEBSOCKET, read, event -> event.event().sequenceId(), InjectedFaults::changed);
    }

    @Override
    public synchronized List<FeedRow> realtime(List<FeedRow> read) {
        return through(
                Adapter.REALTIME,
                read,
                row -> row.event().sequenceId(),
                row -> new FeedRow(row.event(), row.createdAt(), Integrity.CHANGED));
    }

    private static SealedEvent changed(SealedEvent event) {
        byte[] json = new String(event.json(), StandardCharsets.UTF_8)
                .replace("\"data\":{}", "\"data\":{\"n\":1}")
                .getBytes(StandardCharsets.UTF_8);
        return new SealedEvent(event.event(), json, event.persist(), event.verdict());
    }

    private <T> List<T> through(Adapter adapter, List<T> read, ToLongFunction<T> id, UnaryOperator<T> corrupt) {
        List<T> delivered = new ArrayList<>();
        for (T event : read) {
            long sequenceId = id.applyAsLong(event);
            passed.put(adapter, sequenceId);
            Fault fault = fault(adapter, sequenceId);
            report.due(adapter, fault, sequenceId);
            if (late.get(adapter).contains(sequenceId) && !isMissing(sequenceId)) {
                report.dueLate(sequenceId);
            }
            switch (fault) {
                case DROP -> {}
                case CORRUPT -> delivered.add(corrupt.apply(event));
                case DUPLICATE -> delivered.addAll(List.of(event, event));
                case REORDER -> held.get(adapter).add(new Held<>(event, sequenceId));
                case DELAY_WITHIN -> held.get(adapter).add(new Held<>(event, sequenceId + DELAYED_BY));
                case DELAY_BEYOND -> kept.get(adapter).add(event);
                case NONE -> {
                    delivered.add(event);
                    release(adapter, sequenceId, delivered);
                }
            }
        }
        return delivered;
    }

    /** Hands on what was held until now, behind an event with a greater sequence id. */
    @SuppressWarnings("unchecked")
    private <T> void release(Adapter adapter, long sequenceId, List<T> delivered) {
        for (Iterator<Held<?>> each = held.get(adapter).iterator(); each.hasNext(); ) {
            Held<?> one = each.next();
            if (one.due() < sequenceId) {
                delivered.add((T) one.event());
                each.remove();
            }
        }
        if (over) {
            kept.get(adapter).forEach(event -> delivered.add((T) event));
            kept.get(adapter).clear();
        }
    }
}
