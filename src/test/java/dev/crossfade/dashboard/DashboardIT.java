package dev.crossfade.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.crossfade.testkit.DashboardPage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Dimension;

/** The dashboard in a real browser, under the content security policy it is served with, against a pretended daemon. */
class DashboardIT extends InBrowser {
    private final GeneratedEvents events = new GeneratedEvents();

    @Test
    void eventsAppearAsTheyArriveNewestOnTopWithTheirRoutes() {
        DashboardPage page = open();

        daemon.publish(events.next(4));
        page.awaitNewest(4);

        assertThat(page.rows())
                .extracting(DashboardPage.Row::category, DashboardPage.Row::type, DashboardPage.Row::route)
                .containsExactly(
                        tuple("System", "connection_status", List.of("suppressed")),
                        tuple("User activity", "session_start", List.of("realtime")),
                        tuple("Performance", "cache_metrics", List.of("websocket")),
                        tuple("Critical", "circuit_breaker_open", List.of("websocket", "realtime")));
        assertThat(page.rows().get(3).data())
                .startsWith("payment gateway answers no more")
                .contains("failures=5");
    }

    @Test
    void whatWasBeforeThePageOpenedIsShownAndNotCounted() {
        daemon.publish(events.next(5));
        DashboardPage page = open();

        page.awaitNewest(5);

        assertThat(page.rows()).hasSize(5);
        assertThat(page.count("critical")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200, 2_000})
    void countersAddUpAtEveryRate(int perSecond) {
        DashboardPage page = open();

        daemon.flood(events, perSecond, 2);

        long each = 2L * perSecond / GeneratedEvents.CATEGORIES.size();
        for (String category : GeneratedEvents.CATEGORIES) {
            page.awaitCount(category, each);
            assertThat(page.count(category)).as(category).isEqualTo(each);
        }
    }

    @Test
    void aCardTellsThePlanAndTheRouteThatEventsTook() {
        DashboardPage page = open();
        JsonObject dual =
                events.next("error", "critical").put("adapters", new JsonArray(List.of("websocket", "realtime")));

        daemon.publish(new JsonArray().add(dual).add(events.next("error", "critical")));
        page.awaitCount("critical", 2);

        assertThat(page.card("critical")).contains("100 %", "dual 50 %", "websocket 50 %");
    }

    @Test
    void aPlanTellsWhereTheRestGoesAndWhichRuleDecidedIt() {
        DashboardPage page = open();

        page.awaitPlan("system", "websocket realtime 12.5 % · rest: websocket");
        page.awaitPlan("performance", "websocket");
        page.awaitPlan("user_activity", "websocket category off");
        page.awaitPlan("debug", "suppressed no adapters");
    }

    @Test
    void aPathThatDoesNotRunShowsNoFigures() {
        DashboardPage page = open();

        page.awaitPath("Health", "healthy", "not running");
        page.awaitPath("Deliveries", "144,630", "–");
        page.awaitPath("Latency p50", "0.8 ms", "–");
    }

    @Test
    void writingToTheDatabaseTellsItsBreakerItsBacklogAndItsDeadLetters() {
        DashboardPage page = open();

        page.awaitPersistence("Writing backlog 1,200 (469 KiB) · dead letters 3 to retry, 4 failed breaker half open");
    }

    @Test
    void aRateSaysTheSpanThatItWasTakenOver() {
        DashboardPage page = open();

        page.awaitCard("critical", "/s over");

        assertThat(page.card("critical")).containsPattern("0/s over \\d+ s\\b");
    }

    @Test
    void anEventOfAnotherDayShowsItsDateAndItsTimeOfDay() {
        DashboardPage page = open();
        daemon.publish(new JsonArray().add(events.next("old", "debug").put("timestamp", "2005-12-05T06:13:25.120Z")));
        page.awaitNewest(1);

        assertThat(page.newestTime()).matches("2005-12-0[456] \\d\\d:\\d\\d:25");
        page.openNewestByKeyboard();
        assertThat(page.detail()).contains("2005-12-05T06:13:25.120Z");
    }

    @Test
    void aPageThatIsRefusedSaysWhyAndGoesOnOnceItIsLetIn() {
        DashboardPage page = open();

        daemon.refuse(401);
        page.awaitNotice("asks for a key");
        page.awaitPhase("reconnecting");
        daemon.refuse(403);
        page.awaitNotice("lacks the role read");

        daemon.refuse(0);
        daemon.admit();
        page.awaitPhase("live");
        page.awaitNoNotice();
    }

    @Test
    void healthOfDatabaseAndLogIsShownAndTheChartIsDrawn() {
        DashboardPage page = open();

        page.awaitComponent("database", "up");
        page.awaitComponent("event_log", "up");
        page.awaitChart();
    }

    @Test
    void aPausedStreamStandsStillAndShowsWhatWaitedWhenResumed() {
        DashboardPage page = open();
        daemon.publish(events.next(3));
        page.awaitNewest(3);

        page.pressPause();
        daemon.publish(events.next(1_000));
        page.awaitWaiting(1_000);
        assertThat(page.rows()).extracting(DashboardPage.Row::sequence).containsExactly("3", "2", "1");

        page.pressPause();
        page.awaitNewest(1_003);
    }

    @Test
    void filtersShowWhatMatchesEvenWhereOtherCategoriesFlood() {
        DashboardPage page = open();
        daemon.publish(new JsonArray().add(events.next("failure", "critical").put("source", "boiler")));
        for (int i = 0; i < 10; i++) {
            daemon.publish(debugOnly(100));
        }
        page.awaitCount("debug", 1_000);

        page.toggleCategory("critical");
        page.awaitRows(1);
        assertThat(page.rows().get(0).source()).isEqualTo("boiler");

        page.filterByText("no such thing");
        page.awaitRows(0);
    }

    @Test
    void aRowOpensByKeyboardAndByMouseAndClosesWithEscape() {
        DashboardPage page = open();
        daemon.publish(events.next(1));
        page.awaitNewest(1);

        page.openNewestByKeyboard();
        assertThat(page.detail()).contains("\"failures\": 5", "40417", "0f5a11c3", "crc32", "node-a");
        page.closeDetailByKeyboard();

        page.openNewestByClick();
        assertThat(page.detail()).contains("payment gateway");
        page.closeDetailByKeyboard();
    }

    @Test
    void hostileTextStaysText() {
        String markup = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
        DashboardPage page = open();
        daemon.publish(new JsonArray()
                .add(events.next(markup, markup)
                        .put("source", markup)
                        .put("data", new JsonObject().put("message", markup).put(markup, markup)))
                .add(events.next("rtl", "debug").put("data", new JsonObject().put("message", "a\u202Egnp.exe")))
                .add(events.next("long", "debug").put("data", new JsonObject().put("message", "x".repeat(10_240))))
                .add(events.next("nothing", "debug")
                        .putNull("data")
                        .putNull("metadata")
                        .putNull("source"))
                .add(events.next("list", "debug")
                        .put("data", new JsonArray().add(1).addNull())
                        .putNull("adapters")));
        page.awaitNewest(5);

        List<DashboardPage.Row> rows = page.rows();
        assertThat(rows.get(4).type()).isEqualTo(markup);
        assertThat(rows.get(4).source()).isEqualTo(markup);
        assertThat(rows.get(4).category()).isEqualTo(markup);
        assertThat(rows.get(4).data()).startsWith(markup);
        assertThat(rows.get(3).data()).isEqualTo("a\\u202egnp.exe");
        assertThat(rows.get(2).data()).hasSizeLessThan(300).endsWith("…");
        assertThat(rows.get(1).data()).isEmpty();
        page.openNewestByKeyboard();
        assertThat(page.elements("main img, main script, .detail img, .detail script"))
                .isZero();
        assertThat(browser.getTitle()).isEqualTo("Crossfade");
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void aCutConnectionResumesByItselfAndSaysWhatWasMissed() {
        DashboardPage page = open();
        daemon.publish(events.next(10));
        page.awaitNewest(10);

        daemon.cut();
        page.awaitPhase("reconnecting");
        events.skip(120);
        daemon.publish(events.next(60));
        daemon.admit();
        page.awaitPhase("live");

        page.awaitNewest(190);
        // 120 went by unseen, and of the 60 after them the daemon kept the newest 50.
        page.awaitMissed(130);
        daemon.publish(events.next(1));
        page.awaitNewest(191);
    }

    @Test
    void aGapThatTheDaemonTellsIsShownAmongTheEvents() {
        DashboardPage page = open();

        daemon.tellGap(100, 219);
        page.awaitMissed(120);

        assertThat(page.gaps()).containsExactly("120 events missed, sequence 100 to 219");
    }

    @Test
    void nothingIsBrokenOrForbiddenWhileThePageIsUsed() {
        DashboardPage page = open();
        daemon.flood(events, 100, 1);
        page.awaitCount("debug", 20);
        page.awaitChart();
        page.toggleCategory("system");
        page.pressPause();
        page.openNewestByKeyboard();
        page.closeDetailByKeyboard();

        assertThat(page.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1280, 1920})
    void thePageFitsItsWindow(int width) {
        Dimension before = browser.manage().window().getSize();
        try {
            browser.manage().window().setSize(new Dimension(width, 900));
            DashboardPage page = open();
            daemon.publish(events.next(20));
            page.awaitNewest(20);

            assertThat(page.scrollsSideways()).isFalse();
            assertThat(page.cutsOffFilters()).isFalse();
        } finally {
            browser.manage().window().setSize(before);
        }
    }

    @Test
    void fiveThousandEventsASecondLeaveThePageResponsive() {
        DashboardPage page = open();
        page.awaitChart();
        page.watchPauses();

        daemon.flood(events, 5_000, 5);
        double longest = page.longestPauseMillis();
        page.pressPause();

        page.awaitCount("debug", 5_000);
        // Drawing takes tens of milliseconds; a page that falls behind stops for seconds.
        assertThat(longest).isLessThan(500);
        assertThat(page.complaints()).isEmpty();
    }

    private DashboardPage open() {
        return DashboardPage.open(browser, daemon.uri());
    }

    private JsonArray debugOnly(int count) {
        JsonArray made = new JsonArray();
        for (int i = 0; i < count; i++) {
            made.add(events.next("debug", "debug"));
        }
        return made;
    }
}
