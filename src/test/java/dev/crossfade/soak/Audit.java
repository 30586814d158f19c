package dev.crossfade.soak;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Holds the table of events against the ledger; it is shown every row, in the order of positions. */
final class Audit {
    private static final int EXAMPLES = 10;

    private final Ledger ledger;
    private final long run;
    private final List<BitSet> stored;
    private final Map<String, Long> lastOfNode = new HashMap<>();
    private final int[] lastOfPublisher;
    private final Tally twice = new Tally();
    private final Tally twiceWithoutDoubt = new Tally();
    private final Tally unknown = new Tally();
    private final Tally outOfOrder = new Tally();
    private final Tally holes = new Tally();
    private final Tally publishersOutOfOrder = new Tally();
    private long rows;

    /** @param run of the ids that belong to the ledger; others are the daemon's own */
    Audit(Ledger ledger, long run) {
        this.ledger = ledger;
        this.run = run;
        this.stored = Stream.generate(BitSet::new).limit(ledger.publishers()).toList();
        this.lastOfPublisher = new int[ledger.publishers()];
    }

    /** @param source as stored; it tells an event of a publisher from one of the daemon's own */
    void row(String node, long sequenceId, UUID id, String source) {
        rows++;
        checkNode(node, sequenceId);
        if (source.startsWith(Publisher.SOURCE)) {
            EventId.of(id, run)
                    .filter(ledger::wasSent)
                    .ifPresentOrElse(this::checkEvent, () -> unknown.add(id.toString()));
        }
    }

    private void checkNode(String node, long sequenceId) {
        long last = Optional.ofNullable(lastOfNode.put(node, sequenceId)).orElse(0L);
        if (sequenceId <= last) {
            outOfOrder.add(node + ": " + sequenceId + " after " + last);
        } else if (sequenceId > last + 1) {
            holes.add(node + ": " + sequenceId + " after " + last);
        }
    }

    private void checkEvent(EventId id) {
        BitSet ofPublisher = stored.get(id.publisher());
        if (ofPublisher.get(id.number())) {
            twice.add(id.toString());
            if (!ledger.wasDoubted(id)) {
                twiceWithoutDoubt.add(id.toString());
            }
            return;
        }
        ofPublisher.set(id.number());
        if (id.number() < lastOfPublisher[id.publisher()]) {
            publishersOutOfOrder.add(id + " after " + lastOfPublisher[id.publisher()]);
        }
        lastOfPublisher[id.publisher()] = id.number();
    }

    /** Of all rows, the daemon's own events too. */
    long rows() {
        return rows;
    }

    /** Different events of publishers that are stored. */
    long stored() {
        return stored.stream().mapToLong(BitSet::cardinality).sum();
    }

    int nodes() {
        return lastOfNode.size();
    }

    /** Acknowledged and not stored. */
    Tally missing() {
        Tally missing = new Tally();
        ledger.missing(stored).forEach(id -> missing.add(id.toString()));
        return missing;
    }

    /** Events whose id was there before. */
    Tally twice() {
        return twice;
    }

    /** Those of them that were published once and answered at once. */
    Tally twiceWithoutDoubt() {
        return twiceWithoutDoubt;
    }

    /** Events of a publisher that no publisher sent. */
    Tally unknown() {
        return unknown;
    }

    /** Rows whose sequence id is not above the one of their node's row before. */
    Tally outOfOrder() {
        return outOfOrder;
    }

    /** Rows whose sequence id is more than one above it. */
    Tally holes() {
        return holes;
    }

    /** Events that are stored after later ones of the same publisher, who waits for each answer. */
    Tally publishersOutOfOrder() {
        return publishersOutOfOrder;
    }

    /** How many there are of a kind, and the first few. */
    static final class Tally {
        private final List<String> examples = new ArrayList<>();
        private int count;

        private void add(String example) {
            count++;
            if (examples.size() < EXAMPLES) {
                examples.add(example);
            }
        }

        int count() {
            return count;
        }

        @Override
        public String toString() {
            return examples.isEmpty() ? Integer.toString(count) : count + " " + examples;
        }
    }
}
