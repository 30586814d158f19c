package dev.crossfade.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon whose webhook is down while one alert comes and goes again and again. {@code -Dwebhook.seconds=60} for a longer
 * time.
 */
class WebhookOutageIT {
    private static final int SECONDS = Integer.getInteger("webhook.seconds", 8);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALERT = "override_active";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> turns = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aWebhookThatWasDownGetsEachAlertOnceAndInOrderOnceItIsUp() throws Exception {
        PretendReceiver hook = new PretendReceiver(vertx);
        Map<String, String> environment =
                Map.of("CROSSFADE_ALERTS_RECEIVERS", "[{name: hook, type: webhook, url: '" + hook.url() + "/alerts'}]");
        try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
            turn(daemon);
            await(() -> told(hook), told -> told.size() == turns.size());
            hook.goAway();
            long down = System.nanoTime();
            while (System.nanoTime() - down < Duration.ofSeconds(SECONDS).toNanos()) {
                turn(daemon);
            }
            assertThat(told(hook)).hasSize(1);
            assertThat(receiver(daemon).getLong("waiting")).isEqualTo(turns.size() - 1L);
            assertThat(receiver(daemon).getLong("failures")).isPositive();

            hook.comeBack();
            long up = System.nanoTime();
            await(() -> told(hook), told -> told.size() >= turns.size());
            System.out.printf(
                    "webhook.seconds=%d: %d alerts waited, breaker %s, all told %.1f s after it was up%n",
                    SECONDS, turns.size() - 1, receiver(daemon).getString("breaker"), (System.nanoTime() - up) / 1e9);
            assertThat(told(hook))
                    .extracting(alert -> alert.getString("status"))
                    .containsExactlyElementsOf(turns);
            assertThat(told(hook)).extracting(alert -> alert.getString("id")).doesNotHaveDuplicates();
            await(() -> receiver(daemon), receiver -> receiver.getLong("waiting") == 0);
            assertThat(receiver(daemon).getLong("lost")).isZero();
            assertThat(history(daemon))
                    .containsExactlyElementsOf(told(hook).stream()
                            .map(alert -> alert.getString("id"))
                            .toList());
        }
    }

    /** Has the alert fire where it does not, and resolve where it does; done when it has. */
    private void turn(DaemonProcess daemon) throws Exception {
        boolean fires = turns.size() % 2 == 0;
        HttpRequest.Builder request = HttpRequest.newBuilder(daemon.uri("/routing/override?reason=drill"));
        HttpRequest wish = fires
                ? request.header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"value\":\"websocket_only\",\"reason\":\"drill\"}"))
                        .build()
                : request.DELETE().build();
        assertThat(client.send(wish, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        await(() -> alert(daemon), alert -> alert.getString("state").equals(fires ? "firing" : "inactive"));
        turns.add(fires ? "firing" : "resolved");
    }

    private static List<JsonObject> told(PretendReceiver hook) {
        return hook.taken().flatMap(letter -> letter.alerts().stream()).toList();
    }

    /** The ids of the changes, the oldest first. */
    private static List<String> history(DaemonProcess daemon) throws Exception {
        daemon.awaitStored();
        List<String> ids = new ArrayList<>();
        json(daemon, "/alerts/history?limit=1000&name=" + ALERT)
                .getJsonArray("items")
                .forEach(item -> ids.add(0, ((JsonObject) item).getString("id")));
        return ids;
    }

    private static JsonObject alert(DaemonProcess daemon) throws Exception {
        return json(daemon, "/alerts").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(alert -> alert.getString("name").equals(ALERT))
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject receiver(DaemonProcess daemon) throws IOException, InterruptedException {
        return json(daemon, "/alerts").getJsonArray("receivers").getJsonObject(0);
    }

    private static JsonObject json(DaemonProcess daemon, String path) throws IOException, InterruptedException {
        return new JsonObject(daemon.get(path).body());
    }

    /** At a pace that sets how many turns the outage has, too. */
    private static <T> void await(Callable<T> ask, Predicate<T> wish) {
        Waiting.forThat(PATIENCE, Duration.ofMillis(50), ask, wish);
    }
}
