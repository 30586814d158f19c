package dev.crossfade.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {
    @Test
    void theLastEighthIsForCriticalEventsAloneAndBoundedToo() {
        Admission admission = new Admission(80);
        for (int i = 0; i < 70; i++) {
            assertThat(admission.enter(1, false)).isTrue();
        }
        assertThat(admission.enter(1, false)).isFalse();
        for (int i = 0; i < 10; i++) {
            assertThat(admission.enter(1, true)).isTrue();
        }
        assertThat(admission.enter(1, true)).isFalse();
        assertThat(admission.waiting()).isEqualTo(80);
        admission.leave(11);
        assertThat(admission.enter(1, false)).isTrue();
    }

    @Test
    void aBatchLargerThanTheLimitIsTakenWhenNothingWaits() {
        for (boolean critical : new boolean[] {true, false}) {
            Admission admission = new Admission(1);
            assertThat(admission.enter(5, critical)).isTrue();
            assertThat(admission.enter(1, critical)).isFalse();
        }
    }
}
