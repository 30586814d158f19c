package dev.crossfade;

import static dev.crossfade.GuardScene.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.PhoenixClient;
import dev.crossfade.testkit.StalledClients;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the guard of a real daemon does about each kind of fault, beside what its clients get and what is stored. {@code
 * -Dguard.broken=N} for more or fewer clients that break again and again.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class GuardFaultsIT {
    private static final List<String> BOTH = List.of("websocket", "realtime");
    private static final List<String> REALTIME = List.of("realtime");
    private static final List<String> WEBSOCKET = List.of("websocket");
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final int BROKEN = Integer.getInteger("guard.broken", 6);
    private static final Map<String, String> NO_ROLLBACK = Map.of("CROSSFADE_GUARD_ROLLBACK_TRIPS", "0");
    private static final Map<String, String> WHATEVER_LATENCY = Map.of(
            "CROSSFADE_GUARD_ROLLBACK_TRIPS", "0",
            "ADAPTER_REALTIME_LATENCY_THRESHOLD_MS", "60000",
            "ADAPTER_WEBSOCKET_LATENCY_THRESHOLD_MS", "60000");

    @TempDir
    private Path folder;

    @Test
    void aRealtimePathThatIsSlowedTo400MillisecondsIsTakenOutWithinOneWindowAndComesBack() throws Exception {
        try (GuardScene scene = new GuardScene(folder, NO_ROLLBACK)) {
            scene.publish(10, 1);
            assertThat(scene.newestRoutes(10)).containsOnly(BOTH, REALTIME);
            scene.slow(0.4);
            Instant slowed = Instant.now();
            JsonObject open = scene.publishUntil(10, state("open"));
            assertThat(open.getString("reason")).contains("95th percentile", "limit 300 ms");
            scene.publish(10, 1);
            assertThat(scene.newestRoutes(10)).containsOnly(WEBSOCKET);
            scene.slow(0);
            scene.publishUntil(20, state("closed"));
            scene.publish(10, 1);
            assertThat(scene.newestRoutes(10)).containsOnly(BOTH, REALTIME);

            List<JsonObject> audit = scene.audit("guard.realtime");
            assertThat(audit)
                    .extracting(row -> row.getString("new"))
                    .startsWith("open", "probing")
                    .endsWith("closed");
            Duration took = Duration.between(slowed, audit.get(0).getInstant("at"));
            System.out.printf("slowed by 400 ms: tripped after %s: %s%n", took, open.getString("reason"));
            assertThat(took).isLessThan(WINDOW);
            scene.assertNothingIsLost();
        }
    }

    @Test
    void deliveriesThatFailAgainAndAgainTakeTheAdapterOutAndItComesBackWhenTheyDoNot() throws Exception {
        try (GuardScene scene = new GuardScene(folder, WHATEVER_LATENCY);
                StalledClients broken = StalledClients.ofRealtime(scene.port())) {
            JsonObject open = scene.guard("realtime");
            for (int round = 0; !state("open").test(open); round++) {
                assertThat(round).as(open.encode()).isLessThan(100);
                broken.stall(BROKEN);
                scene.publish(100, 4000);
                scene.newestRoutes(1);
                broken.vanish();
                open = scene.guard("realtime");
            }
            assertThat(open.getString("reason")).contains("deliveries failed", "limit 5 %");
            scene.publish(10, 1);
            assertThat(scene.newestRoutes(10)).containsOnly(WEBSOCKET);
            scene.publishUntil(20, state("closed"));
            scene.publish(10, 1);
            assertThat(scene.newestRoutes(10)).containsOnly(BOTH, REALTIME);
            System.out.println("broken clients: " + open.getString("reason"));
            assertThat(scene.audit("guard.realtime"))
                    .extracting(row -> row.getString("new"))
                    .startsWith("open", "probing")
                    .endsWith("closed");
            scene.assertNothingIsLost();
        }
    }

    @Test
    void anAdapterThatFlapsIsOutForLongerEachTimeAndGoesBackToWebsocketAtTheThirdTrip() throws Exception {
        Map<String, String> settings = new HashMap<>(WHATEVER_LATENCY);
        settings.put("CROSSFADE_GUARD_ROLLBACK_TRIPS", "3");
        settings.put("ADAPTER_REALTIME_LATENCY_THRESHOLD_MS", "500");
        try (GuardScene scene = new GuardScene(folder, settings)) {
            for (int trip = 1; trip <= 3; trip++) {
                assertThat(scene.rolledBack()).as("before trip %d", trip).isEmpty();
                int trips = trip;
                scene.slow(1.5);
                scene.publishUntil(100, guard -> guard.getInteger("trips") == trips);
                scene.slow(0);
                scene.publishUntil(10, state("probing"));
            }
            assertThat(scene.rolledBack().fieldNames()).contains("system", "user_activity");
            scene.publish(10, 1);
            assertThat(scene.newestRoutes(10)).containsOnly(WEBSOCKET);
            outForLongerEachTime(scene.audit("guard.realtime"));
            JsonObject rollback =
                    scene.audit("dual_write.categories.user_activity.adapters").get(0);
            assertThat(rollback.getJsonArray("new")).isEqualTo(new JsonArray(WEBSOCKET));
            assertThat(rollback.getString("reason"))
                    .startsWith("realtime was taken out 3 times within 600 s, last since")
                    .contains("95th percentile", "limit 1000 ms");
            scene.assertNothingIsLost();
        }
    }

    private static void outForLongerEachTime(List<JsonObject> audit) {
        assertThat(audit)
                .extracting(row -> row.getString("new"))
                .startsWith("open", "probing", "open", "probing", "open", "probing");
        for (int trip = 0; trip < 3; trip++) {
            Duration out = Duration.between(
                    audit.get(2 * trip).getInstant("at"),
                    audit.get(2 * trip + 1).getInstant("at"));
            System.out.printf("trip %d: out for %s%n", trip + 1, out);
            assertThat(out).isGreaterThan(Duration.ofMillis(1900L << trip));
        }
    }

    @Test
    void ofSeveralClientsOneThatIsSlowAndThenGoneTakesNothingOut() throws Exception {
        try (GuardScene scene = new GuardScene(folder, WHATEVER_LATENCY);
                PhoenixClient second = scene.joined();
                StalledClients slow = new StalledClients(scene.port());
                StalledClients slowRealtime = StalledClients.ofRealtime(scene.port())) {
            scene.connected();
            slow.stall(1);
            slowRealtime.stall(1);
            while (scene.figures("websocket").getLong("skipped") == 0) {
                scene.publish(50, 4000);
            }
            for (int more = 0; more < 5; more++) {
                scene.publish(50, 4000);
                scene.newestRoutes(1);
            }
            slow.vanish();
            slowRealtime.vanish();
            for (String adapter : BOTH) {
                Waiting.until(Duration.ofSeconds(60), "the guard has seen what failed of " + adapter, () -> {
                    scene.publish(1, 1);
                    return scene.guard(adapter).getDouble("error_rate") != 0;
                });
            }
            scene.publish(50, 1);
            scene.assertNothingIsLost();
            for (String adapter : BOTH) {
                JsonObject guard = scene.guard(adapter);
                System.out.println(adapter + " with one slow client that is gone then: " + guard);
                assertThat(guard.getInteger("trips")).as(adapter).isZero();
                assertThat(guard.getString("state")).isEqualTo("closed");
            }
            assertThat(second.isClosed()).isFalse();
        }
    }
}
