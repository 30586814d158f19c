package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.Chromium;
import dev.crossfade.testkit.DashboardPage;
import dev.crossfade.testkit.NodeScript;
import dev.crossfade.testkit.PhoenixClient;
import dev.crossfade.testkit.SupabasePages;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * supabase-js in Chromium, in a page of another origin that the daemon allows. Needs Chromium, and npm for the packages;
 * skipped without.
 */
class SupabaseBrowserIT extends SupabaseRealtimeContract {
    private SupabasePages pages;
    private ChromeDriver browser;

    @Override
    String prepare() throws IOException, InterruptedException {
        NodeScript packages = NodeScript.of("supabase");
        browser = Chromium.start();
        pages = SupabasePages.serve(packages, browser);
        return pages.origin();
    }

    @AfterEach
    void quit() {
        if (browser != null) {
            browser.quit();
        }
        if (pages != null) {
            pages.close();
        }
    }

    @Override
    JsonObject run(String url, String publishUrl, String age, String scenario, JsonObject wish) {
        return pages.run(pages.origin(), age, scenario, url, publishUrl, wish);
    }

    @Test
    void aPageInsertsAndSelectsEvents() throws Exception {
        for (String age : AGES) {
            JsonObject seen = run(daemon().port(), age, "table", new JsonObject().put("source", "page of " + age));

            assertThat(seen.getInteger("inserted")).isEqualTo(201);
            assertThat(seen.getInteger("count")).isEqualTo(1);
            assertThat(seen.getJsonArray("rows"))
                    .isEqualTo(new JsonArray()
                            .add(new JsonObject().put("event_type", "latency").put("ms", 12)));
        }
    }

    @Test
    void aPageOfAnOriginThatIsNotAllowedGetsNothing() throws Exception {
        for (String age : AGES) {
            String url = "http://127.0.0.1:" + daemon().port();
            JsonObject seen =
                    pages.run(pages.foreignOrigin(), age, "barred", url, url, new JsonObject().put("source", "barred"));

            assertThat(seen.getString("channel")).isEqualTo("CHANNEL_ERROR");
            assertThat(seen.getBoolean("selected")).isFalse();
            assertThat(seen.getBoolean("inserted")).isFalse();
            assertThat(seen.getString("published")).isEqualTo("TypeError");
        }
        assertThat(daemon().history("source=barred")).isEmpty();
    }

    @Test
    void theDashboardTellsWhatBothPathsDeliver() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (PhoenixClient client = PhoenixClient.connect(vertx, daemon().port())) {
            client.join("realtime:room", PhoenixClient.inserts(""));
            DashboardPage page = DashboardPage.open(browser, daemon().uri("/"));

            daemon().publish(new JsonArray()
                    .add(new JsonObject().put("event_type", "latency").put("source", "seen")));

            page.awaitPath("Health", "healthy", "healthy");
            page.awaitPath("Connections", "1", "1");
            page.awaitPath("Deliveries", "0", "1");
        } finally {
            vertx.close().await();
        }
    }
}
