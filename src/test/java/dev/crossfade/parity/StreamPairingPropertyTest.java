package dev.crossfade.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.SealedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever is delivered by whom and when, the ring of arrays says what plain sets of everything say. */
class StreamPairingPropertyTest {
    private static final int INSTANCES = 2;
    private static final int MOST_PENDING = 20;
    private static final List<Category> CATEGORIES = List.of(Category.values());

    /** Something that happens; {@code number} means what the kind of it needs. */
    record Step(Kind kind, int adapter, int instance, int number) {}

    enum Kind {
        ACCEPT,
        DELIVER,
        DELIVER_ALL,
        DELIVER_CHANGED,
        PASS,
        WAIT,
        REFUSE
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(4, Kind.ACCEPT),
                Tuple.of(4, Kind.DELIVER),
                Tuple.of(6, Kind.DELIVER_ALL),
                Tuple.of(1, Kind.DELIVER_CHANGED),
                Tuple.of(3, Kind.PASS),
                Tuple.of(2, Kind.WAIT),
                Tuple.of(1, Kind.REFUSE));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, INSTANCES - 1),
                        Arbitraries.integers().between(0, 24))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(120);
    }

    @Property(tries = 2000)
    void thePairingSaysWhatAPlainModelSays(@ForAll("steps") List<Step> steps) {
        Run run = new Run();
        for (Step step : steps) {
            run.take(step);
            assertThat(run.streams.told()).as("%s of %s", step, steps).isEqualTo(run.model.told());
        }
    }

    private static final class Run {
        private final Streams streams = new Streams(INSTANCES, MOST_PENDING, null);
        private final Model model = new Model();
        private final List<SealedEvent> events = new ArrayList<>();

        void take(Step step) {
            switch (step.kind()) {
                case ACCEPT -> {
                    for (int i = 0; i <= step.number() % 5; i++) {
                        events.add(streams.accept(CATEGORIES.get(events.size() % CATEGORIES.size())));
                        model.accept(events.size(), streams.now());
                    }
                }
                case DELIVER -> deliver(step, step.number(), step.number() + 1, false);
                case DELIVER_ALL -> deliver(step, Math.max(0, events.size() - step.number()), events.size(), false);
                case DELIVER_CHANGED -> deliver(step, step.number(), step.number() + 1, true);
                case PASS -> {
                    long upTo = Math.min(events.size(), step.number());
                    tell(step, List.of(), upTo, false);
                    model.pass(step.adapter(), step.instance(), upTo, streams.now());
                }
                case WAIT -> {
                    streams.pass(Duration.ofSeconds(1 + step.number() * 2L));
                    streams.tick();
                    model.tick(streams.now());
                }
                case REFUSE -> {
                    streams.pairing.deadLettered(step.number(), Micros.of(streams.now()));
                    model.refuse(step.number());
                }
            }
        }

        private void deliver(Step step, int from, int to, boolean changed) {
            if (to > events.size()) {
                return;
            }
            tell(step, events.subList(from, to), 0, changed);
            for (int i = from; i < to; i++) {
                model.deliver(step.adapter(), step.instance(), i + 1L, changed, streams.now());
            }
        }

        private void tell(Step step, List<SealedEvent> batch, long upTo, boolean changed) {
            if (step.adapter() == 0) {
                streams.live(
                        step.instance(),
                        changed ? batch.stream().map(Streams::corrupt).toList() : batch,
                        upTo);
            } else {
                streams.stored(
                        step.instance(),
                        changed ? batch.stream().map(Streams::corruptRow).toList() : Streams.rows(batch),
                        upTo);
            }
        }
    }

    /** The same rules over sets of everything. */
    private static final class Model {
        private final TreeMap<Long, Event> followed = new TreeMap<>();
        private final Map<String, Long> counts = new HashMap<>();
        private final Map<String, TreeMap<Instant, Long>> passed = new HashMap<>();
        private final Map<String, Long> greatest = new HashMap<>();

        private static final class Event {
            private final Instant received;
            private final Set<String> by = new HashSet<>();
            private final Set<Integer> reordered = new HashSet<>();
            private boolean changed;
            private boolean late;
            private boolean decided;
            private boolean explained;

            Event(Instant received) {
                this.received = received;
            }
        }

        void accept(long id, Instant now) {
            while (followed.size() >= MOST_PENDING) {
                if (!followed.pollFirstEntry().getValue().decided) {
                    count("unverified");
                }
            }
            followed.put(id, new Event(now));
            count("dual");
        }

        void deliver(int adapter, int instance, long id, boolean changed, Instant now) {
            Event event = followed.get(id);
            String who = adapter + " " + instance;
            if (event == null || event.explained) {
                return;
            }
            if (!event.by.add(who)) {
                count("duplicate");
                return;
            }
            if (greatest.getOrDefault(who, 0L) > id && event.reordered.add(adapter)) {
                count("reordered");
            }
            greatest.merge(who, id, Math::max);
            event.changed |= changed;
            event.late |= now.isAfter(event.received.plus(Streams.MATCH_WINDOW));
            if (!event.decided && event.by.size() == 2 * INSTANCES) {
                event.decided = true;
                count(event.changed ? "changed" : "matched");
                if (event.late) {
                    count("late");
                }
            }
        }

        void pass(int adapter, int instance, long upTo, Instant now) {
            passed.computeIfAbsent(adapter + " " + instance, first -> new TreeMap<>())
                    .merge(now, upTo, Math::max);
        }

        void refuse(long id) {
            Event event = followed.get(id);
            if (event != null && !event.decided) {
                event.decided = true;
                event.explained = true;
                count("explained");
            }
        }

        void tick(Instant now) {
            Instant since = now.minus(Streams.MATCH_WINDOW);
            followed.forEach((id, event) -> {
                for (Adapter adapter : Adapter.values()) {
                    if (!event.decided && isPassedOver(adapter == Adapter.WEBSOCKET ? 0 : 1, id, event, since)) {
                        event.decided = true;
                        count("missing" + adapter);
                    }
                }
            });
            while (!followed.isEmpty()
                    && followed.firstEntry().getValue().decided
                    && followed.firstEntry().getValue().received.isBefore(since)) {
                followed.pollFirstEntry();
            }
        }

        private boolean isPassedOver(int adapter, long id, Event event, Instant since) {
            for (int instance = 0; instance < INSTANCES; instance++) {
                String who = adapter + " " + instance;
                long upTo = passed.getOrDefault(who, new TreeMap<>()).headMap(since, true).values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
                if (!event.by.contains(who) && upTo >= id) {
                    return true;
                }
            }
            return false;
        }

        private void count(String what) {
            counts.merge(what, 1L, Long::sum);
        }

        private long of(String what) {
            return counts.getOrDefault(what, 0L);
        }

        String told() {
            return "dual=%d matched=%d changed=%d missing=%d/%d late=%d reordered=%d duplicate=%d pending=%d unverified=%d explained=%d"
                    .formatted(
                            of("dual"),
                            of("matched"),
                            of("changed"),
                            of("missingWEBSOCKET"),
                            of("missingREALTIME"),
                            of("late"),
                            of("reordered"),
                            of("duplicate"),
                            followed.values().stream()
                                    .filter(event -> !event.decided)
                                    .count(),
                            of("unverified"),
                            of("explained"));
        }
    }
}
