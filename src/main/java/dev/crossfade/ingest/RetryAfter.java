package dev.crossfade.ingest;

import java.util.random.RandomGenerator;

/** When a publisher that was refused should come again, in whole seconds. Belongs to one thread. */
final class RetryAfter {
    private static final int SOON = 1;
    private static final int LATER_LEAST = 5;
    private static final int LATER_MOST = 15;

    private final RandomGenerator random;

    RetryAfter(RandomGenerator random) {
        this.random = random;
    }

    /** For what is over in a moment. */
    int soon() {
        return SOON;
    }

    /** For what takes longer; each time another, so that not all who were refused come back at once. */
    int later() {
        return random.nextInt(LATER_LEAST, LATER_MOST + 1);
    }
}
