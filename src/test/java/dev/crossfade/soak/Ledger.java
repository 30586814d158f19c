package dev.crossfade.soak;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What every publisher has sent, and what it was told of it. Events of a publisher are numbered from 0.
 *
 * <p>An event is in doubt from an attempt to publish it that got no answer: it may have been accepted all the same. Safe
 * for all threads.
 */
final class Ledger {
    private final List<Account> accounts;

    Ledger(int publishers) {
        this.accounts = IntStream.range(0, publishers)
                .mapToObj(publisher -> new Account(new BitSet(), new BitSet(), new BitSet()))
                .toList();
    }

    private record Account(BitSet sent, BitSet acknowledged, BitSet doubted) {}

    synchronized void sent(int publisher, int first, int count) {
        accounts.get(publisher).sent.set(first, first + count);
    }

    /** No answer came to an attempt. */
    synchronized void doubted(int publisher, int first, int count) {
        accounts.get(publisher).doubted.set(first, first + count);
    }

    /** The daemon has said that it accepted them, now or before. */
    synchronized void acknowledged(int publisher, int first, int count) {
        accounts.get(publisher).acknowledged.set(first, first + count);
    }

    synchronized boolean wasSent(EventId id) {
        return id.publisher() < accounts.size()
                && accounts.get(id.publisher()).sent.get(id.number());
    }

    /** Whether any attempt got no answer. */
    synchronized boolean wasDoubted(EventId id) {
        return accounts.get(id.publisher()).doubted.get(id.number());
    }

    /** How many were acknowledged. */
    synchronized int acknowledged() {
        return accounts.stream()
                .mapToInt(account -> account.acknowledged.cardinality())
                .sum();
    }

    /** How many were published by more than one attempt because an answer was missing. */
    synchronized int doubted() {
        return accounts.stream()
                .mapToInt(account -> account.doubted.cardinality())
                .sum();
    }

    /** How many were sent and never acknowledged. */
    synchronized int unanswered() {
        return accounts.stream()
                .mapToInt(account -> account.sent.cardinality() - account.acknowledged.cardinality())
                .sum();
    }

    /**
     * Those that were acknowledged and are not among the stored ones.
     *
     * @param stored numbers, by publisher
     */
    synchronized List<EventId> missing(List<BitSet> stored) {
        List<EventId> missing = new ArrayList<>();
        for (int publisher = 0; publisher < accounts.size(); publisher++) {
            BitSet left = (BitSet) accounts.get(publisher).acknowledged.clone();
            left.andNot(stored.get(publisher));
            int whose = publisher;
            left.stream().forEach(number -> missing.add(new EventId(whose, number)));
        }
        return missing;
    }

    int publishers() {
        return accounts.size();
    }
}
