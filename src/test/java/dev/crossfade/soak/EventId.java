package dev.crossfade.soak;

import java.util.Optional;
import java.util.UUID;

/**
 * Which event of which publisher an id is of, so that a ledger of millions needs a bit each.
 *
 * <p>As a UUID of version 8: 48 bits of the run, 12 of the publisher, 62 of the number.
 */
record EventId(int publisher, int number) {
    private static final long VERSION = 0x8000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int PUBLISHER = 0xfff;

    UUID uuid(long run) {
        return new UUID(high(run) | publisher, VARIANT | number);
    }

    /** Empty where it is not of that run. */
    static Optional<EventId> of(UUID uuid, long run) {
        long high = uuid.getMostSignificantBits();
        if ((high & ~PUBLISHER) != high(run)) {
            return Optional.empty();
        }
        return Optional.of(new EventId((int) (high & PUBLISHER), (int) uuid.getLeastSignificantBits()));
    }

    private static long high(long run) {
        return run << 16 | VERSION;
    }
}
