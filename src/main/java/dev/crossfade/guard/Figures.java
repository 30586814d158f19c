package dev.crossfade.guard;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Writes figures for people: as few decimals as they have, two at most. */
final class Figures {
    private static final int PERCENT = 100;
    private static final int DECIMALS = 2;

    private Figures() {}

    static String of(double number) {
        return BigDecimal.valueOf(number)
                .setScale(DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** @param share 0 to 1 */
    static String percent(double share) {
        return of(share * PERCENT) + " %";
    }
}
