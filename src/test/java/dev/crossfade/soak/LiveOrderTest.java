package dev.crossfade.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveOrderTest {
    private final LiveOrder order = new LiveOrder();

    @Test
    void aConnectionMayBeginAnywhereAndGrowByOne() {
        order.connected();
        order.event(7);
        order.event(8);
        order.connected();
        order.event(3);
        assertThat(order.violations()).isEmpty();
        assertThat(order).hasToString("3 events over 2 connections, 0 said to be missed, 0 violations");
    }

    @Test
    void whatAGapHasSaidMayBeMissing() {
        order.connected();
        order.event(1);
        order.gap(2, 5, 4);
        order.gap(6, 7, 2);
        order.event(8);
        assertThat(order.violations()).isEmpty();
    }

    @Test
    void goingBackIsAViolation() {
        order.connected();
        order.event(2);
        order.event(2);
        order.event(1);
        assertThat(order.violations()).hasSize(2);
    }

    @Test
    void leavingOutWithoutAWordIsAViolation() {
        order.connected();
        order.event(1);
        order.event(3);
        order.gap(5, 5, 1);
        order.event(7);
        assertThat(order.violations()).hasSize(3);
    }
}
