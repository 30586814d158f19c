package dev.crossfade.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.Chromium;
import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.DashboardPage;
import dev.crossfade.testkit.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;

/** What a real daemon finds between its adapters, and what its guard does then, as the dashboard's reader sees it. */
class ParityDashboardIT {
    /** Just enough for a rate to be judged, and as many mismatches as the page lists. */
    private static final int EVENTS = 20;
    /** Rows of this source are changed by the database. */
    private static final String SPOIL = """
            CREATE FUNCTION public.change() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN NEW.data := '{"n": 7}'; RETURN NEW; END $$;
            GRANT EXECUTE ON FUNCTION public.change() TO PUBLIC;
            CREATE TRIGGER change BEFORE INSERT ON monitoring.monitoring_events
                FOR EACH ROW WHEN (NEW.source = 'changed') EXECUTE FUNCTION public.change();
            """;

    @TempDir
    private Path folder;

    @Test
    void fromAllMatchesOverAMismatchToAClearedRollback() throws Exception {
        ChromeDriver browser = Chromium.start();
        try (TestDatabase database = TestDatabase.migrated()) {
            database.ask(SPOIL);
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment(database))) {
                DashboardPage dashboard = DashboardPage.open(browser, daemon.uri("/"));
                ConfigurationPage page = new ConfigurationPage(browser);
                whatMatchesIsSaidToMatch(daemon, page);
                aMismatchIsShownWithItsDifference(daemon, page);
                theGuardAndItsAlertsAreShown(page);
                anOperatorClearsTheRollback(daemon, page);
                assertThat(dashboard.complaints()).isEmpty();
            }
        } finally {
            browser.quit();
        }
    }

    private static void whatMatchesIsSaidToMatch(DaemonProcess daemon, ConfigurationPage page) throws Exception {
        page.await("[data-parity-of=critical]", "nothing dual-written yet");
        page.await("[data-vital=alerts]", "none");
        publish(daemon, "good");
        page.await("[data-parity-of=critical]", "20 dual-written, all match");
        page.await("[data-parity-of=critical]", "100 % of 20 at least 99 %");
        page.await("[data-parity=good]", "all categories: 20 dual-written, all match");
        assertThat(page.count("[data-mismatch], [data-guard]")).isZero();
    }

    private static void aMismatchIsShownWithItsDifference(DaemonProcess daemon, ConfigurationPage page)
            throws Exception {
        publish(daemon, "changed");
        page.await("[data-parity-of=critical]", "40 dual-written: 20 do not match, 20 match");
        page.await("[data-parity-of=critical]", "50 % of 40 below 99 %");
        page.await("[data-mismatch='1']", "critical changed realtime Critical error");
        page.await("[data-mismatch='1']", "data.n: 1000 → 7");
        page.press("[data-mismatch='1']");
        page.await(".detail .diff", "data.n 1000 7");
        page.press(".detail .icon");
        page.awaitNone(".detail");
    }

    private static void theGuardAndItsAlertsAreShown(ConfigurationPage page) {
        page.await("[data-adapter-out=realtime]", "realtime is taken out");
        page.await("[data-adapter-out=realtime]", "compared events of critical were missing or changed over realtime");
        page.await("[data-rolled-back=critical]", "realtime was taken out");
        page.await("[data-guard-reason=realtime]", "open:");
        page.await("[data-alert=parity_mismatch_critical]", "firing, critical");
        page.await("[data-alert=adapter_tripped]", "adapter_tripped > 0 adapter=realtime");
        page.await("[data-vital=alerts]", "3 firing");
        page.awaitTitle("(3) Crossfade");
        page.await("[data-history]", "parity_mismatch_critical category=critical began to fire, critical");
    }

    private static void anOperatorClearsTheRollback(DaemonProcess daemon, ConfigurationPage page) throws Exception {
        page.focus("[data-rolled-back=critical] button").sendKeys(Keys.ENTER);
        page.fill("reason", "the trigger is gone");
        page.confirm();
        page.awaitNone("[data-rolled-back]");
        page.awaitNone("dialog");
        JsonObject routing = new JsonObject(daemon.get("/routing").body());
        assertThat(routing.getJsonObject("rolled_back")).isEmpty();
        assertThat(routing.getJsonObject("plan").getJsonObject("critical").getJsonArray("adapters"))
                .containsExactly("websocket", "realtime");
        page.await("[data-adapter-out=realtime]", "realtime is taken out");
    }

    private static Map<String, String> environment(TestDatabase database) {
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon()));
        environment.put("CROSSFADE_SELF_MONITORING_ENABLED", "false");
        environment.put("CROSSFADE_GUARD_ROLLBACK_TRIPS", "1");
        environment.put("CIRCUIT_BREAKER_RECOVERY_TIME_S", "300");
        return environment;
    }

    private static void publish(DaemonProcess daemon, String source) throws Exception {
        JsonArray events = new JsonArray();
        for (int n = 0; n < EVENTS; n++) {
            events.add(new JsonObject()
                    .put("event_type", "error")
                    .put("category", "critical")
                    .put("source", source)
                    .put("data", new JsonObject().put("n", 1000 + n)));
        }
        assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
    }
}
