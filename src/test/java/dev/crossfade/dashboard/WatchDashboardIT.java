package dev.crossfade.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DashboardPage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;

/** What the dashboard says of parity, the guard and alerts, whatever the daemon tells it of them. */
class WatchDashboardIT extends InBrowser {
    private static final String PERFORMANCE = "[data-parity-of=performance]";
    private static final String BANNER = "[data-guard]";
    private static final String MARKUP = "<img src=x onerror=\"document.title='owned'\">";
    private static final String WHY = "realtime was taken out 3 times within 600 s";

    private DashboardPage dashboard;
    private ConfigurationPage page;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0     | 0  | 0  | 0 | unknown | nothing dual-written yet
            20000 | 0  | 0  | 0 | good    | 20,000 dual-written, all match
            20000 | 37 | 0  | 0 | fair    | 20,037 dual-written: 37 do not match, 20,000 match
            99    | 37 | 0  | 0 | bad     | 136 dual-written: 37 do not match, 99 match
            1     | 1  | 0  | 0 | fair    | 2 dual-written: 1 does not match, 1 matches
            500   | 0  | 12 | 0 | fair    | 512 dual-written: 12 unverified, 500 match
            0     | 0  | 12 | 0 | fair    | 12 dual-written: 12 unverified
            500   | 0  | 0  | 7 | good    | 507 dual-written: 7 not decided yet, 500 match
            0     | 0  | 0  | 7 | unknown | 7 dual-written: 7 not decided yet
            """)
    void parityIsSaidInASentence(
            long matched, long mismatched, long unverified, long pending, String mood, String sentence) {
        daemon.watch(with -> with.parity("performance", matched, mismatched, unverified, pending));
        open();

        page.await(PERFORMANCE, sentence);
        page.await("[data-parity]", "all categories: " + sentence);
        assertThat(page.count(PERFORMANCE + " .verdict .status." + mood)).isEqualTo(1);
        assertThat(page.count("[data-parity=" + mood + "]")).isEqualTo(1);
        assertThat(dashboard.complaints()).isEmpty();
    }

    @Test
    void theNewestRateStandsBesideItsLimitAndIsJudgedWhereThereIsEnough() {
        daemon.watch(with -> {
            with.parity("critical", 9_999, 1, 0, 0);
            with.parity("performance", 50, 50, 0, 0);
            with.parity("system", 3, 0, 0, 0);
        });
        open();

        page.await("[data-parity-of=critical]", "99.99 % of 10,000 at least 95 %");
        page.await(PERFORMANCE, "50 % of 100 below 95 %");
        page.await("[data-parity-of=system]", "100 % of 3 too few to judge");
        page.await("[data-lag=realtime]", "realtime 1.5 ms 12 ms –");
        page.await("[data-vital=parity]", "51 do not match");
    }

    @Test
    void aRateSaysOfHowManyWhereOthersAreUnverified() {
        daemon.watch(with -> with.parity("performance", 1_000, 0, 7_005, 0));
        open();

        page.await(PERFORMANCE, "8,005 dual-written: 7,005 unverified, 1,000 match");
        page.await(PERFORMANCE + " [data-label='Match rate']", "100 % of 1,000");
    }

    @Test
    void aMismatchOpensByKeyboardInFullAndItsTextStaysText() {
        daemon.watch(with -> {
            with.parity("performance", 50, 50, 0, 0);
            with.mismatch(MARKUP + "\u202E");
        });
        open();
        page.await("[data-mismatch='1']", "changed realtime Performance " + MARKUP);
        page.await("[data-mismatch='1'] .sums", "6bde71ea → ae4beed1");

        page.focus("[data-mismatch='1']").sendKeys(Keys.ENTER);
        page.await(".detail", "Mismatch: realtime delivered something else than was accepted");
        page.await(".detail .diff", MARKUP + "\\u202e");
        page.await(".detail .diff", "data.n 1 absent");
        assertThat(page.count("main img, .detail img")).isZero();
        browser.switchTo().activeElement().sendKeys(Keys.ESCAPE);
        page.awaitNone(".detail");
        assertThat(browser.switchTo().activeElement().getDomAttribute("data-mismatch"))
                .isEqualTo("1");
        assertThat(browser.getTitle()).isEqualTo("Crossfade");
        assertThat(dashboard.complaints()).isEmpty();
    }

    @Test
    void anAdapterThatIsOutIsSaidAboveAllWithTheReason() {
        settings(with -> with.guarded("realtime", "open", 0, "95th percentile 1600 ms, limit 1000 ms"));
        open();

        page.await(
                BANNER, "realtime is taken out Its events go over websocket until it does well again. 95th percentile");
        settings(with -> with.guarded("realtime", "probing", 0.25, "95th percentile 1600 ms, limit 1000 ms"));
        page.await(BANNER, "realtime is on probation It is tried again with 25 % of its events.");
        settings(with -> with.guarded("realtime", "closed", 1, ""));
        page.awaitNone(BANNER);
        dashboard.awaitPath("Guard", "closed", "–");
        dashboard.awaitPath("Share of its events", "100 %", "–");
    }

    @Test
    void anAdminClearsWhatTheGuardSetBackWithAReason() {
        settings(with -> with.rollBack("performance", WHY));
        open();
        page.await("[data-rolled-back=performance]", "Performance " + WHY);

        page.press("[data-rolled-back=performance] button");
        page.await("dialog", "Clear what the guard did to Performance");
        page.await("dialog", WHY);
        page.await("dialog .keys", "categories.performance.adapters");
        page.fill("reason", "mended");
        page.confirm();
        page.awaitNone(BANNER);
        page.awaitNone("dialog");

        assertThat(daemon.configuration(PretendSettings::asked))
                .containsExactly("DELETE /routing/categories/performance \"8\" {\"reason\":\"mended\"}");
        assertThat(dashboard.complaints()).isEmpty();
    }

    @Test
    void whoMayOnlyReadSeesWhatTheGuardDidAndMayNotClearIt() {
        settings(with -> {
            with.onlyRead();
            with.rollBack("performance", MARKUP);
        });
        open();

        page.await(BANNER, MARKUP);
        assertThat(page.count(BANNER + " button, " + BANNER + " img")).isZero();
    }

    @Test
    void alertsThatFireComeFirstAndAreCountedInTheHeadAndOnTheTab() {
        daemon.watch(with -> {
            with.alert("sleeping", "inactive", "critical", null);
            with.alert("waiting", "pending", "critical", 6.0);
            with.alert("bad", "firing", "warning", 34.25);
            with.alert("worse", "firing", "critical", null);
        });
        open();

        page.await("[data-vital=alerts]", "2 firing");
        page.awaitTitle("(2) Crossfade");
        page.await("[data-raised]", "worse");
        assertThat(page.texts("[data-raised] tbody th")).containsExactly("worse", "bad", "waiting");
        page.await("[data-alert=bad]", "firing, warning bad");
        page.await("[data-alert=bad]", "34.25 parity_mismatch_rate > 5 category=performance");
        page.await("[data-history]", "resolved");
        page.await("#alerts header", "1 is inactive");
        assertThat(dashboard.complaints()).isEmpty();
    }

    @Test
    void withoutTheDaemonNothingIsSaidToMatchAndWhatTheGuardDidStays() {
        daemon.watch(with -> with.parity("performance", 500, 0, 0, 0));
        settings(with -> with.guarded("realtime", "open", 0, "too slow"));
        open();
        page.await("[data-parity=good]", "all match");

        vertx.undeploy(daemon.deploymentID()).await();
        page.await("[data-parity=unknown]", "unknown: the daemon does not say");
        page.await("[data-vital=parity]", "unknown");
        page.await("#alerts header", "unknown");
        page.awaitNone(PERFORMANCE);
        page.await(BANNER, "too slow");
        daemon = PretendDaemon.start(vertx);
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 400, 768, 1280, 1920})
    void allOfItFitsItsWindow(int width) {
        Dimension before = browser.manage().window().getSize();
        try {
            browser.manage().window().setSize(new Dimension(width, 900));
            settings(with -> {
                with.guarded("realtime", "open", 0, "r".repeat(300));
                with.rollBack("performance", "w".repeat(300));
            });
            daemon.watch(with -> {
                GeneratedEvents.CATEGORIES.forEach(name -> with.parity(name, 19_999_999, 1_234_567, 456_789, 98_765));
                with.mismatch("m".repeat(128));
                with.alert("a".repeat(60), "firing", "critical", 123456.789);
            });
            open();
            page.await("#parity", "mmm");
            page.await("[data-raised]", "aaa");

            assertThat(dashboard.scrollsSideways()).isFalse();
            assertThat(page.count(PERFORMANCE)).isEqualTo(1);
            assertThat(page.staysWithin("#parity")).isTrue();
            assertThat(page.staysWithin("#alerts")).isTrue();
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
