package dev.crossfade.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DashboardPage;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Dimension;

/** What the dashboard shows of the configuration in force, and how an operator changes it from there. */
class ConfigurationDashboardIT extends InBrowser {
    private static final String PANEL = ".configuration";
    private static final String BANNER = "[data-emergency]";
    private static final String OVERRIDE = "dual_write.global_override";
    private static final String PERCENTAGE = "dual_write.categories.performance.percentage";
    private static final String MARKUP = "<img src=x onerror=\"document.title='owned'\">";

    private DashboardPage dashboard;
    private ConfigurationPage page;

    @Test
    void theVersionInForceIsShownWithItsTime() {
        open();

        page.await(PANEL, "version 7 since");
        page.await(PANEL, "In force as written");
        page.await(PANEL, "no overrides");
        page.await("[data-configuration]", "version 7");
        assertThat(page.count(BANNER)).isZero();
        assertThat(dashboard.complaints()).isEmpty();
    }

    @Test
    void anOverrideIsShownWithItsValueWhoSetItAndWhy() {
        settings(with -> with.override(PERCENTAGE, 12.5, "ann", "trying the new path"));
        open();

        page.await(PANEL, "1 override in force categories.performance.percentage 12.5 ann");
        page.await("[data-overrides] q", "trying the new path");
        page.press("[data-open-settings]");
        page.await("[data-plan=performance]", "12.5 % override");
        page.await("[data-plan=system]", "12.5 % file");
        page.await(".values", "use adapter true env");
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1280})
    void anEmergencyStaysInSightWhereverItsReaderScrolls(int width) {
        Dimension before = browser.manage().window().getSize();
        try {
            browser.manage().window().setSize(new Dimension(width, 700));
            settings(with -> with.override(OVERRIDE, "websocket_only", "ann", "the feed is late"));
            open();

            page.await(BANNER, "Every event goes over websocket alone");
            page.await(BANNER, "ann");
            page.await(BANNER, "the feed is late");
            page.awaitTitle("⚠ websocket only · Crossfade");
            page.scrollToTheEnd();
            assertThat(page.isInSight(BANNER)).isTrue();
            assertThat(dashboard.scrollsSideways()).isFalse();
        } finally {
            browser.manage().window().setSize(before);
        }
    }

    @Test
    void anEmergencyStaysShownWhileTheDaemonIsAway() {
        settings(with -> with.override(OVERRIDE, "realtime_only", "ann", "r"));
        open();
        page.await(BANNER, "realtime");

        vertx.undeploy(daemon.deploymentID()).await();
        dashboard.awaitPhase("reconnecting");
        page.await("[data-component=database]", "unknown");
        assertThat(page.count(BANNER)).isEqualTo(1);
        daemon = PretendDaemon.start(vertx);
    }

    @Test
    void aRejectedConfigurationAndWhatWaitsForARestartAreNamed() {
        settings(with -> {
            with.issue("rejected", "flags.MONITORING_BATCH_SIZE", "many", "a whole number");
            with.issue("needs_restart", "http.port", "8080", "a restart");
        });
        open();

        page.await(PANEL, "What is written was rejected");
        page.await("[data-rejected]", "flags.MONITORING_BATCH_SIZE is many; expected a whole number");
        page.await("[data-restart]", "http.port still 8080");
        page.await("[data-configuration]", "version 7, newer one rejected");
    }

    @Test
    void whoMayOnlyReadIsOfferedNoChange() {
        settings(with -> {
            with.onlyRead();
            with.override(OVERRIDE, "websocket_only", "ann", "r");
        });
        open();
        page.await(BANNER, "websocket");
        page.press("[data-open-settings]");
        page.await("[data-plan=user_activity]", "off");

        assertThat(page.count(PANEL + " button")).isEqualTo(1);
        assertThat(page.count(BANNER + " button")).isZero();
    }

    @Test
    void aPageWhoseKeyIsTakenAwayOffersNoChangeAnyMore() {
        open();
        page.await(PANEL, "Emergency override");

        settings(PretendSettings::close);

        page.awaitNone("button.alarming");
        dashboard.awaitNotice("asks for a key");
        page.await(PANEL, "version 7");
    }

    @Test
    void aCategoryIsTurnedOn() {
        open();
        page.press("[data-open-settings]");
        page.await("[data-plan=user_activity]", "off");
        page.press("[data-plan=user_activity] button");
        page.press("dialog [name=enabled]");
        page.fill("reason", "try");
        page.confirm();
        page.awaitNone("dialog");

        assertThat(daemon.configuration(PretendSettings::asked))
                .containsExactly("PUT /routing/categories/user_activity \"7\" {\"enabled\":true,\"reason\":\"try\"}");
    }

    @Test
    void anOperatorOverridesAndLiftsTheOverrideWithReasons() {
        open();
        page.await(PANEL, "version 7");

        page.press("button.alarming");
        page.press("[value=websocket_only]");
        page.fill("reason", "the feed is late");
        page.confirm();
        page.await(BANNER, "the feed is late");
        page.awaitNone("dialog");
        page.press(BANNER + " button");
        page.fill("reason", "it is back");
        page.confirm();
        page.awaitNone(BANNER);
        page.awaitTitle("Crossfade");

        assertThat(daemon.configuration(PretendSettings::asked))
                .containsExactly(
                        "PUT /routing/override \"7\" {\"value\":\"websocket_only\",\"reason\":\"the feed is late\"}",
                        "DELETE /routing/override \"8\" {\"reason\":\"it is back\"}");
        assertThat(dashboard.complaints()).isEmpty();
    }

    @Test
    void aCategoryIsSentToOtherAdaptersAndWhatIsTheSameIsNotSaid() {
        open();
        page.await(PANEL, "version 7");
        page.press("[data-open-settings]");
        page.await("[data-plan=performance]", "50 %");

        page.press("[data-plan=performance] button");
        page.press("dialog [value=realtime]");
        page.fill("reason", "shadow");
        page.confirm();
        page.await(PANEL, "categories.performance.adapters websocket + realtime page");
        page.awaitNone("dialog");
        page.press("[data-overrides] button");
        page.fill("reason", "enough");
        page.confirm();
        page.await(PANEL, "no overrides");

        assertThat(daemon.configuration(PretendSettings::asked))
                .containsExactly(
                        "PUT /routing/categories/performance \"7\" "
                                + "{\"adapters\":[\"websocket\",\"realtime\"],\"reason\":\"shadow\"}",
                        "DELETE /routing/categories/performance \"8\" {\"reason\":\"enough\"}");
    }

    @Test
    void whereSomebodyElseWasFasterTheOperatorLooksAgainAndTheReasonIsKept() {
        open();
        page.await(PANEL, "version 7");
        page.press("button.alarming");
        page.press("[value=realtime_only]");
        page.fill("reason", "mine");
        settings(with -> with.override(PERCENTAGE, 3, "ann", "hers"));

        page.confirm();
        page.await("dialog", "Somebody else changed the configuration. Version 8 is in force now; you looked at 7.");
        page.press("dialog .refusal button");
        page.await("dialog", "looking at version 8");
        page.awaitNone("dialog .refusal");
        assertThat(page.count(BANNER)).isZero();
        page.confirm();
        page.await(BANNER, "mine");
    }

    @Test
    void aChangeThatIsRefusedSaysWhyAndLeavesTheDialogOpen() {
        settings(with -> with.refuse(403));
        open();
        page.await(PANEL, "version 7");
        page.press("button.alarming");
        page.press("[value=realtime_only]");
        page.fill("reason", "r");
        page.confirm();

        page.await("dialog .refusal", "lacks the role admin");
        settings(with -> with.refuse(503));
        page.confirm();
        page.await("dialog .refusal", "not now");
    }

    @Test
    void hostileTextInTheConfigurationStaysText() {
        settings(with -> {
            with.override(PERCENTAGE, new JsonArray(List.of(MARKUP)), MARKUP, MARKUP + "\u202E");
            with.override(OVERRIDE, "websocket_only", MARKUP, MARKUP);
            with.issue("rejected", MARKUP, MARKUP, MARKUP);
            with.issue("needs_restart", MARKUP, MARKUP, MARKUP);
        });
        open();

        page.await(BANNER, MARKUP);
        page.await("[data-rejected]", MARKUP);
        page.await("[data-restart]", MARKUP);
        page.await("[data-overrides]", MARKUP + "\\u202e");
        assertThat(page.count("main img, .emergency img")).isZero();
        assertThat(browser.getTitle()).isEqualTo("⚠ websocket only · Crossfade");
        assertThat(dashboard.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1280, 1920})
    void allOfItFitsItsWindow(int width) {
        Dimension before = browser.manage().window().getSize();
        try {
            browser.manage().window().setSize(new Dimension(width, 900));
            settings(with -> {
                with.override(PERCENTAGE, 12.5, "a".repeat(64), "r".repeat(1000));
                with.override(OVERRIDE, "websocket_only", "ann", "r".repeat(1000));
                with.issue("rejected", "x".repeat(200), "y".repeat(300), "z");
            });
            open();
            page.await(BANNER, "rrr");
            page.press("[data-open-settings]");
            page.await("[data-plan=performance]", "12.5 %");

            assertThat(dashboard.scrollsSideways()).isFalse();
            page.press("[data-plan=performance] button");
            page.await("dialog", "Percentage");
            assertThat(page.isInSight("dialog")).isTrue();
        } finally {
            browser.manage().window().setSize(before);
        }
    }

    private void open() {
        dashboard = DashboardPage.open(browser, daemon.uri());
        page = new ConfigurationPage(browser);
    }

    private void settings(Consumer<PretendSettings> work) {
        daemon.configuration(settings -> {
            work.accept(settings);
            return true;
        });
    }
}
