package dev.crossfade.soak;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Everything that goes wrong in a soak, and with what. */
enum Fault {
    KILL_DAEMON(Victim.DAEMON),
    STOP_DAEMON(Victim.DAEMON),
    KILL_DATABASE(Victim.DATABASE),
    FREEZE_DATABASE(Victim.DATABASE),
    CUT_DATABASE_LINE(Victim.DATABASE_LINE),
    REFUSE_DATABASE_LINE(Victim.DATABASE_LINE),
    BLACKHOLE_DATABASE_LINE(Victim.DATABASE_LINE),
    DELAY_DATABASE_LINE(Victim.DATABASE_LINE),
    THROTTLE_DATABASE_LINE(Victim.DATABASE_LINE),
    CUT_DOOR(Victim.DOOR),
    REFUSE_DOOR(Victim.DOOR),
    BLACKHOLE_DOOR(Victim.DOOR),
    DELAY_DOOR(Victim.DOOR),
    THROTTLE_DOOR(Victim.DOOR),
    STALL_CLIENTS(Victim.LIVE_CLIENTS),
    VANISH_CLIENTS(Victim.LIVE_CLIENTS);

    private final Victim victim;

    Fault(Victim victim) {
        this.victim = victim;
    }

    Victim victim() {
        return victim;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What suffers one fault at a time, independently of the others. Times in milliseconds. */
    enum Victim {
        DAEMON(3_000, 15_000, 0, 1_500),
        DATABASE(6_000, 20_000, 200, 5_000),
        /** Between the daemon and the database. */
        DATABASE_LINE(3_000, 12_000, 300, 4_000),
        /** Between the publishers and the daemon. */
        DOOR(3_000, 12_000, 300, 4_000),
        LIVE_CLIENTS(2_000, 8_000, 1_000, 10_000);

        private final int shortestPause;
        private final int longestPause;
        private final int shortestFault;
        private final int longestFault;

        Victim(int shortestPause, int longestPause, int shortestFault, int longestFault) {
            this.shortestPause = shortestPause;
            this.longestPause = longestPause;
            this.shortestFault = shortestFault;
            this.longestFault = longestFault;
        }

        List<Fault> faults() {
            return Arrays.stream(Fault.values())
                    .filter(fault -> fault.victim == this)
                    .toList();
        }

        int shortestPause() {
            return shortestPause;
        }

        int longestPause() {
            return longestPause;
        }

        int shortestFault() {
            return shortestFault;
        }

        int longestFault() {
            return longestFault;
        }
    }
}
