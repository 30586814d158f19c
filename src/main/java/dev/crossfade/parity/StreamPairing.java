package dev.crossfade.parity;

import dev.crossfade.bus.Delivered;
import dev.crossfade.bus.FeedRow;
import dev.crossfade.bus.MetricsSnapshot.Quantiles;
import dev.crossfade.bus.ParityCount;
import dev.crossfade.config.Settings.Parity;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Integrity;
import dev.crossfade.event.Route;
import dev.crossfade.event.SealedEvent;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Holds what every instance of both adapters delivered against what the event log accepted, and finds one verdict for each
 * dual-written event of this node. Pure: time is an argument. Confined to its owner.
 *
 * <p>An event is expected once the log has it. It is decided as soon as all instances of both adapters have delivered it;
 * or when an instance has passed over it and the match window has gone by since; until then, be it for days while the
 * database is away, it is pending. What an instance says must not be heard before the log has been read up to where that
 * instance has come.
 */
final class StreamPairing {
    /** The most instances of an adapter that can be told apart. */
    static final int MOST_INSTANCES = Long.SIZE;

    /** Of the events themselves, which are kept so that they can be shown beside what was delivered. */
    private static final long KEPT_BYTES = 4 << 20;

    private static final int DECIDED = 1;
    private static final int EXPLAINED = 2;
    private static final int LATE = 4;
    private static final int CHANGED_BY_WEBSOCKET = 8;
    private static final int CHANGED_BY_REALTIME = 16;
    private static final int REORDERED_BY_WEBSOCKET = 32;
    private static final int REORDERED_BY_REALTIME = 64;
    /** It came back with the checksum that it had, but the key is not known here: that alone proves nothing. */
    private static final int UNPROVEN = 128;

    private final Slots slots = new Slots();
    private final String node;
    private final int instances;
    private final long all;
    private final Findings findings;
    private final ParityTally tally;
    private final Map<Adapter, Map<String, Instance>> known =
            new EnumMap<>(Map.of(Adapter.WEBSOCKET, new HashMap<>(), Adapter.REALTIME, new HashMap<>()));
    private final Map<Adapter, DeliveryLag> lags =
            new EnumMap<>(Map.of(Adapter.WEBSOCKET, new DeliveryLag(), Adapter.REALTIME, new DeliveryLag()));
    private Parity rules;
    private long matchWindow;
    private long undecidedFrom;

    /**
     * @param instances of each adapter; of more than {@link #MOST_INSTANCES} the first ones are heard
     */
    StreamPairing(String node, int instances, Parity rules, ParityTally tally, Findings findings) {
        this.node = node;
        this.instances = Math.min(instances, MOST_INSTANCES);
        this.all = -1L >>> (MOST_INSTANCES - this.instances);
        this.tally = tally;
        this.findings = findings;
        change(rules);
    }

    /** Goes by other rules from now on. */
    void change(Parity next) {
        rules = next;
        matchWindow = Micros.of(next.matchWindow());
    }

    /** Expects the event where it is to be delivered by both adapters; one that is not stored cannot be. */
    void accepted(SealedEvent event, long now) {
        if (!isExpected(event)) {
            return;
        }
        while (slots.size() >= rules.maxPending()) {
            giveUpOldest(now);
        }
        slots.add(event, KEPT_BYTES);
        tally.add(event.event().category(), ParityCount.DUAL_WRITTEN, now);
    }

    /** Counts an event that was accepted while nobody heard what became of it. */
    void acceptedUnheard(SealedEvent event, long now) {
        if (isExpected(event)) {
            tally.add(event.event().category(), ParityCount.DUAL_WRITTEN, now);
            tally.add(event.event().category(), ParityCount.UNVERIFIED, now);
        }
    }

    private static boolean isExpected(SealedEvent event) {
        return event.event().route() == Route.DUAL && event.persist();
    }

    private void giveUpOldest(long now) {
        long oldest = slots.first();
        if (!slots.has(oldest, DECIDED)) {
            tally.add(slots.category(oldest), ParityCount.UNVERIFIED, now);
        }
        slots.removeFirst();
    }

    /** Hears what an instance delivered. */
    void delivered(Delivered batch) {
        long at = Micros.of(batch.at());
        if (batch instanceof Delivered.Live live) {
            instance(Adapter.WEBSOCKET, live.instance()).ifPresent(from -> {
                live.events().forEach(event -> take(from, event, at));
                from.passed(live.passedUpTo(), at);
            });
        } else if (batch instanceof Delivered.Stored stored) {
            instance(Adapter.REALTIME, stored.instance()).ifPresent(from -> {
                stored.rows().forEach(row -> take(from, row, at));
                from.passed(stored.passedUpTo(), at);
            });
        }
    }

    private Optional<Instance> instance(Adapter adapter, String name) {
        Map<String, Instance> heard = known.get(adapter);
        if (!heard.containsKey(name) && heard.size() < instances) {
            heard.put(name, new Instance(1L << heard.size()));
        }
        return Optional.ofNullable(heard.get(name));
    }

    private void take(Instance from, SealedEvent event, long at) {
        long place = slots.find(event.event().sequenceId(), from.hint());
        if (isNew(place, Adapter.WEBSOCKET, from, at)) {
            if (!slots.hasBytes(place, event.json()) && isFirstChange(place, Adapter.WEBSOCKET)) {
                findings.changed(subject(place), event, at);
            }
            take(place, Adapter.WEBSOCKET, from, at);
        }
    }

    private void take(Instance from, FeedRow row, long at) {
        if (!row.event().node().equals(node)) {
            return;
        }
        long place = slots.find(row.event().sequenceId(), from.hint());
        if (isNew(place, Adapter.REALTIME, from, at)) {
            boolean same = row.integrity() != Integrity.CHANGED && slots.hasChecksumOf(place, row.event());
            if (row.integrity() == Integrity.UNKNOWN_KEY) {
                slots.mark(place, UNPROVEN);
            }
            if (!same && isFirstChange(place, Adapter.REALTIME)) {
                findings.changed(subject(place), row, at);
            }
            take(place, Adapter.REALTIME, from, at);
        }
    }

    /** Whether it is followed and this instance has not delivered it before. A dead letter may come, whenever it likes. */
    private boolean isNew(long place, Adapter adapter, Instance from, long at) {
        if (place < 0 || slots.has(place, EXPLAINED)) {
            return false;
        }
        if ((slots.delivered(adapter, place) & from.bit()) != 0) {
            tally.add(slots.category(place), ParityCount.DUPLICATE, at);
            return false;
        }
        return true;
    }

    private boolean isFirstChange(long place, Adapter adapter) {
        boolean first = !slots.has(place, changed(adapter));
        slots.mark(place, changed(adapter));
        return first && !slots.has(place, DECIDED);
    }

    private void take(long place, Adapter adapter, Instance from, long at) {
        slots.deliver(adapter, place, from.bit());
        if (!from.delivers(slots.sequenceId(place), place) && !slots.has(place, reordered(adapter))) {
            slots.mark(place, reordered(adapter));
            tally.add(slots.category(place), ParityCount.REORDERED, at);
        }
        long lag = at - slots.receivedMicros(place);
        lags.get(adapter).add(lag);
        if (lag > matchWindow) {
            slots.mark(place, LATE);
        }
        if (!slots.has(place, DECIDED) && isDeliveredByAll(place)) {
            decide(place, comparison(place), at);
            if (slots.has(place, LATE)) {
                tally.add(slots.category(place), ParityCount.LATE, at);
            }
        }
    }

    private ParityCount comparison(long place) {
        if (slots.has(place, CHANGED_BY_WEBSOCKET | CHANGED_BY_REALTIME)) {
            return ParityCount.CHANGED;
        }
        return slots.has(place, UNPROVEN) ? ParityCount.UNVERIFIED : ParityCount.MATCHED;
    }

    private static int changed(Adapter adapter) {
        return adapter == Adapter.WEBSOCKET ? CHANGED_BY_WEBSOCKET : CHANGED_BY_REALTIME;
    }

    private static int reordered(Adapter adapter) {
        return adapter == Adapter.WEBSOCKET ? REORDERED_BY_WEBSOCKET : REORDERED_BY_REALTIME;
    }

    private boolean isDeliveredByAll(long place) {
        return slots.delivered(Adapter.WEBSOCKET, place) == all && slots.delivered(Adapter.REALTIME, place) == all;
    }

    /** Hears that the database has refused an event of this node for good. */
    void deadLettered(long sequenceId, long now) {
        long place = slots.find(sequenceId, undecidedFrom);
        if (place >= 0 && !slots.has(place, DECIDED)) {
            slots.mark(place, EXPLAINED);
            decide(place, ParityCount.EXPLAINED, now);
        }
    }

    /** What is decided has nothing left to show, and is most of what is followed: kept, it would outlive young collections. */
    private void decide(long place, ParityCount verdict, long now) {
        slots.mark(place, DECIDED);
        slots.release(place);
        tally.add(slots.category(place), verdict, now);
    }

    /** Decides what time has decided by now. To be called now and then. */
    void tick(long now) {
        lags.values().forEach(lag -> lag.turn(Micros.of(rules.window()), now));
        long overSince = now - matchWindow;
        long settled = 0;
        for (Map<String, Instance> adapter : known.values()) {
            for (Instance instance : adapter.values()) {
                settled = Math.max(settled, instance.settledUpTo(overSince));
            }
        }
        undecidedFrom = Math.max(undecidedFrom, slots.first());
        for (long place = undecidedFrom; place < slots.end() && slots.sequenceId(place) <= settled; place++) {
            if (!slots.has(place, DECIDED)) {
                judge(place, overSince, now);
            }
            undecidedFrom += place == undecidedFrom && slots.has(place, DECIDED) ? 1 : 0;
        }
        while (slots.size() > 0
                && slots.has(slots.first(), DECIDED)
                && slots.receivedMicros(slots.first()) < overSince) {
            slots.removeFirst();
        }
    }

    private void judge(long place, long overSince, long now) {
        for (Adapter adapter : Adapter.values()) {
            for (Instance instance : known.get(adapter).values()) {
                if ((slots.delivered(adapter, place) & instance.bit()) == 0
                        && instance.settledUpTo(overSince) >= slots.sequenceId(place)) {
                    findings.missing(subject(place), adapter, now);
                    decide(place, ParityCount.missing(adapter), now);
                    return;
                }
            }
        }
    }

    /** Gives up all that is pending, since something that was delivered has not been heard. */
    void loseTrack(long now) {
        while (slots.size() > 0) {
            giveUpOldest(now);
        }
    }

    private Findings.Subject subject(long place) {
        return new Findings.Subject(
                slots.id(place),
                slots.sequenceId(place),
                slots.category(place),
                Optional.ofNullable(slots.event(place)));
    }

    /** How long after receipt that adapter delivered lately. */
    Quantiles lag(Adapter adapter) {
        return lags.get(adapter).quantiles();
    }
}
