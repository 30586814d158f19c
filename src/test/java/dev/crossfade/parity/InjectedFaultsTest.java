package dev.crossfade.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.SealedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A hundred thousand events, some of them spoilt on their way: every one that is, and no other, is found. */
class InjectedFaultsTest {
    private static final int EVENTS = 100_000;
    private static final int BATCH = 500;
    private static final int INSTANCES = 2;
    private static final int ONE_IN = 40;
    private static final int OUTAGE_EACH = 20;

    private enum Fault {
        DROP,
        CORRUPT,
        DUPLICATE,
        REORDER
    }

    /** What an instance of an adapter does to an event. */
    private record Spoilt(Fault fault, Adapter adapter, int instance) {}

    private final Random random = new Random(20261121);
    private final Map<Adapter, Set<Long>> foundMissing = sets();
    private final Map<Adapter, Set<Long>> foundChanged = sets();
    private final Map<Adapter, Set<Long>> droppedBy = sets();
    private final Map<Adapter, Set<Long>> corruptedBy = sets();
    private final Map<String, long[]> report = new TreeMap<>();
    private final Streams streams = new Streams(INSTANCES, 300_000, new Findings() {
        @Override
        public void missing(Subject subject, Adapter adapter, long micros) {
            foundMissing.get(adapter).add(subject.sequenceId());
        }

        @Override
        public void changed(Subject subject, SealedEvent delivered, long micros) {
            foundChanged.get(Adapter.WEBSOCKET).add(subject.sequenceId());
        }

        @Override
        public void changed(Subject subject, FeedRow delivered, long micros) {
            foundChanged.get(Adapter.REALTIME).add(subject.sequenceId());
        }
    });

    @Test
    void everyInjectedFaultIsFoundAndNothingElse() {
        for (int batch = 0; batch < EVENTS / BATCH; batch++) {
            deliver(streams.accept(BATCH), batch % OUTAGE_EACH == OUTAGE_EACH - 1);
        }
        streams.judge();
        for (Adapter adapter : Adapter.values()) {
            report("missing " + adapter.label(), droppedBy.get(adapter), foundMissing.get(adapter));
            report("changed " + adapter.label(), corruptedBy.get(adapter), foundChanged.get(adapter));
        }
        report.forEach((verdict, counts) -> System.out.printf(
                "%-20s injected %6d  recall %6.2f %%  false alarms %d%n",
                verdict, counts[0], counts[0] == 0 ? 100 : 100.0 * counts[1] / counts[0], counts[2]));
        assertThat(report).allSatisfy((verdict, counts) -> {
            assertThat(counts[0]).as(verdict).isGreaterThan(100);
            assertThat(counts[1]).as(verdict).isEqualTo(counts[0]);
            assertThat(counts[2]).as(verdict).isZero();
        });
        ParityFigures all = streams.total();
        assertThat(all.dualWritten()).isEqualTo(EVENTS);
        assertThat(all.pending() + all.unverified() + all.explained()).isZero();
        assertThat(all.matched() + all.mismatched()).isEqualTo(EVENTS);
    }

    /** Each event is spoilt once at most, by one instance. In an outage the database gives all of them late. */
    private void deliver(List<SealedEvent> events, boolean outage) {
        ParityFigures before = streams.total();
        Map<Long, Spoilt> spoilt = new TreeMap<>();
        for (int i = 0; i < events.size() - 1; i++) {
            if (random.nextInt(ONE_IN) == 0) {
                spoilt.put(
                        events.get(i).event().sequenceId(),
                        new Spoilt(
                                any(List.of(Fault.values())),
                                any(List.of(Adapter.values())),
                                random.nextInt(INSTANCES)));
                // So that what it changes places with is as it should be.
                i++;
            }
        }
        streams.pass(Duration.ofMillis(3));
        for (int instance = 0; instance < INSTANCES; instance++) {
            streams.live(instance, through(events, spoilt, Adapter.WEBSOCKET, instance));
        }
        streams.pass(outage ? Streams.MATCH_WINDOW.multipliedBy(2) : Duration.ofMillis(50));
        for (int instance = 0; instance < INSTANCES; instance++) {
            streams.stored(
                    instance,
                    through(events, spoilt, Adapter.REALTIME, instance).stream()
                            .map(event -> isOneOf(events, event) ? Streams.row(event) : Streams.changedRow(event))
                            .toList());
        }
        streams.pass(Duration.ofMillis(300));
        streams.tick();
        count(before, spoilt, outage);
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static boolean isOneOf(List<SealedEvent> events, SealedEvent event) {
        long first = events.get(0).event().sequenceId();
        return events.get((int) (event.event().sequenceId() - first)).equals(event);
    }

    private List<SealedEvent> through(
            List<SealedEvent> events, Map<Long, Spoilt> spoilt, Adapter adapter, int instance) {
        List<SealedEvent> passed = new ArrayList<>();
        SealedEvent held = null;
        for (SealedEvent event : events) {
            long id = event.event().sequenceId();
            Spoilt what = spoilt.get(id);
            boolean here = what != null && what.adapter() == adapter && what.instance() == instance;
            SealedEvent next = event;
            if (here) {
                switch (what.fault()) {
                    case DROP -> {
                        droppedBy.get(adapter).add(id);
                        continue;
                    }
                    case REORDER -> {
                        held = event;
                        continue;
                    }
                    case DUPLICATE -> passed.add(event);
                    case CORRUPT -> {
                        corruptedBy.get(adapter).add(id);
                        next = Streams.corrupt(event);
                    }
                }
            }
            passed.add(next);
            if (held != null) {
                passed.add(held);
                held = null;
            }
        }
        return passed;
    }

    private void count(ParityFigures before, Map<Long, Spoilt> spoilt, boolean outage) {
        ParityFigures after = streams.total();
        report("reordered", faults(spoilt, Fault.REORDER), after.reordered() - before.reordered());
        report("duplicate", faults(spoilt, Fault.DUPLICATE), after.duplicate() - before.duplicate());
        long delivered = BATCH - faults(spoilt, Fault.DROP);
        report("late", outage ? delivered : 0, after.late() - before.late());
    }

    private static long faults(Map<Long, Spoilt> spoilt, Fault fault) {
        return spoilt.values().stream().filter(one -> one.fault() == fault).count();
    }

    /** Batch by batch, so that one that is missed is not made up for by one too many. */
    private void report(String verdict, long injected, long found) {
        long[] counts = report.computeIfAbsent(verdict, first -> new long[3]);
        counts[0] += injected;
        counts[1] += Math.min(injected, found);
        counts[2] += Math.max(0, found - injected);
    }

    private void report(String verdict, Set<Long> injected, Set<Long> found) {
        Set<Long> right = new HashSet<>(found);
        right.retainAll(injected);
        report.put(verdict, new long[] {injected.size(), right.size(), found.size() - right.size()});
    }

    private static Map<Adapter, Set<Long>> sets() {
        Map<Adapter, Set<Long>> sets = new EnumMap<>(Adapter.class);
        EnumSet.allOf(Adapter.class).forEach(adapter -> sets.put(adapter, new HashSet<>()));
        return sets;
    }
}
