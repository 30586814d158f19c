package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import dev.crossfade.testkit.AlteredEvent;
import dev.crossfade.testkit.Events;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration SILENCE = Duration.ofMinutes(31);
    private static final int BOUND = 100_000;

    private final Sessions sessions = new Sessions();
    private Instant now = NOON;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            start                          | 1 of 1
            start start heartbeat          | 1 of 1
            heartbeat                      | 1 of 1
            heartbeat start                | 1 of 1
            start end                      | 0 of 1
            start end end end              | 0 of 1
            start end heartbeat            | 0 of 1
            start end heartbeat end        | 0 of 1
            end                            | 0 of 0
            end heartbeat                  | 0 of 0
            start end start                | 1 of 2
            start end start heartbeat      | 1 of 2
            start end start end heartbeat  | 0 of 2
            end start                      | 1 of 1
            """)
    void oneIdBeginsASessionOnlyWhereItHasNone(String told, String shown) {
        for (String type : told.split(" ", -1)) {
            tell(type, "one");
        }
        assertThat(shown()).isEqualTo(shown);
    }

    @Test
    void oneThatFellSilentBeginsAnewWhetherOrNotAnybodyLookedMeanwhile() {
        tell("start", "looked");
        tell("start", "unseen");
        now = now.plus(SILENCE);
        tell("heartbeat", "unseen");
        assertThat(shown()).isEqualTo("1 of 3");

        tell("heartbeat", "looked");
        assertThat(shown()).isEqualTo("2 of 4");
    }

    @Test
    void theEndOfOneThatFellSilentBeginsNothing() {
        tell("start", "one");
        now = now.plus(SILENCE);
        tell("end", "one");
        tell("heartbeat", "one");

        assertThat(shown()).isEqualTo("0 of 1");
    }

    @Test
    void beyondTheBoundTheLongestUnheardIsForgottenAndItsEndBeginsNothing() {
        for (int n = 0; n < BOUND + 10; n++) {
            tell("start", "s" + n);
        }
        for (int n = 0; n < 10; n++) {
            tell("end", "s" + n);
        }
        assertThat(shown()).isEqualTo(BOUND + " of " + (BOUND + 10));
    }

    @Test
    void asManyEndsAreRememberedTheOldestForgottenFirst() {
        tell("end", "oldest");
        tell("end", "told again");
        for (int n = 0; n < BOUND - 2; n++) {
            tell("end", "s" + n);
        }
        tell("end", "told again");
        tell("end", "one more");

        tell("heartbeat", "told again");
        assertThat(shown()).isEqualTo("0 of 0");
        tell("heartbeat", "oldest");
        assertThat(shown()).isEqualTo("1 of 1");
    }

    @Test
    void longIdsAreToldApartByTheirLastLetter() {
        String id = "x".repeat(100_000);
        tell("start", id + "a");
        tell("start", id + "b");
        tell("end", id + "a");
        tell("heartbeat", id + "a");

        assertThat(shown()).isEqualTo("1 of 2");
    }

    private void tell(String type, String id) {
        sessions.add(AlteredEvent.of(Events.event(1, now, "{\"session_id\":\"" + id + "\"}"))
                .kind(new EventKind("session_" + type, Category.USER_ACTIVITY))
                .event());
    }

    private String shown() {
        return sessions.active(now) + " of " + sessions.total();
    }
}
