package dev.crossfade.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.AlertChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MailTest {
    private static final Instant NOW = Changes.BEGAN.plusSeconds(100);

    private final WebhookMail webhook = new WebhookMail();
    private final AlertmanagerMail alertmanager = new AlertmanagerMail(Duration.ofSeconds(30));

    @Test
    void aWebhookIsToldEveryChangeOnceInOrderAndManyTogether() {
        List<AlertChanged> all = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            all.add(i % 2 == 0 ? Changes.firing("a") : Changes.resolved("a"));
        }
        all.forEach(webhook::add);

        List<AlertChanged> first = webhook.next(NOW);
        webhook.taken(first, NOW);
        List<AlertChanged> second = webhook.next(NOW);
        webhook.taken(second, NOW);

        assertThat(first).hasSize(WebhookMail.MOST_TOGETHER);
        assertThat(first).isEqualTo(all.subList(0, 100));
        assertThat(second).isEqualTo(all.subList(100, 150));
        assertThat(webhook.next(NOW.plusSeconds(3600))).isEmpty();
        assertThat(webhook.lost()).isZero();
    }

    @Test
    void whatAWebhookHasNotTakenIsToldAgain() {
        webhook.add(Changes.firing("a"));

        assertThat(webhook.next(NOW))
                .isEqualTo(webhook.next(NOW.plusSeconds(9)))
                .hasSize(1);
        assertThat(webhook.waiting()).isOne();
    }

    @Test
    void whatAWebhookRefusesForGoodIsLostAndCounted() {
        webhook.add(Changes.firing("a"));
        webhook.refused(webhook.next(NOW), NOW);

        assertThat(webhook.next(NOW)).isEmpty();
        assertThat(webhook.lost()).isOne();
    }

    @Test
    void pastTheBoundTheOldestChangeGivesWayEvenWhileItIsBeingTold() {
        webhook.add(Changes.firing("oldest"));
        List<AlertChanged> underWay = webhook.next(NOW);
        for (int i = 0; i < WebhookMail.MOST_WAITING; i++) {
            webhook.add(Changes.firing("n" + i));
        }
        webhook.taken(underWay, NOW);

        assertThat(webhook.waiting()).isEqualTo(WebhookMail.MOST_WAITING);
        assertThat(webhook.lost()).isOne();
        assertThat(webhook.next(NOW).get(0).name()).isEqualTo("n0");
    }

    @Test
    void alertmanagerIsToldAgainOfWhatFiresAndOfNothingElse() {
        AlertChanged firing = Changes.firing("a");
        alertmanager.add(firing);
        alertmanager.taken(alertmanager.next(NOW), NOW);

        assertThat(alertmanager.next(NOW.plusSeconds(29))).isEmpty();
        assertThat(alertmanager.next(NOW.plusSeconds(30))).containsExactly(firing);
        alertmanager.add(Changes.resolved("a"));
        alertmanager.taken(alertmanager.next(NOW), NOW);
        assertThat(alertmanager.next(NOW.plusSeconds(3600))).isEmpty();
    }

    @Test
    void alertmanagerIsToldAtOnceOfAChangeTogetherWithAllThatFires() {
        alertmanager.add(Changes.firing("a"));
        alertmanager.taken(alertmanager.next(NOW), NOW);
        alertmanager.add(Changes.firing("b"));

        assertThat(alertmanager.next(NOW.plusSeconds(1)))
                .extracting(AlertChanged::name)
                .containsExactly("a", "b");
    }

    @Test
    void anAlertThatFiresAgainWhileItsEndIsBeingToldIsNotForgotten() {
        alertmanager.add(Changes.resolved("a"));
        List<AlertChanged> underWay = alertmanager.next(NOW);
        AlertChanged again = Changes.firing("a");
        alertmanager.add(again);
        alertmanager.taken(underWay, NOW);

        assertThat(alertmanager.waiting()).isOne();
        assertThat(alertmanager.next(NOW.plusSeconds(1))).containsExactly(again);
    }

    @Test
    void whatResolvedWhileAlertmanagerIsAwayIsBounded() {
        for (int i = 0; i <= AlertmanagerMail.MOST_RESOLVED; i++) {
            alertmanager.add(Changes.resolved("n" + i));
        }

        assertThat(alertmanager.waiting()).isEqualTo(AlertmanagerMail.MOST_RESOLVED);
        assertThat(alertmanager.lost()).isOne();
    }
}
