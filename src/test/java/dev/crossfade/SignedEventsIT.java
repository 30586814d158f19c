package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.LiveClient;
import dev.crossfade.testkit.PhoenixClient;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that are signed with a key, from the door to every reader. */
class SignedEventsIT {
    private static final String OLD = "the secret of a year ago";
    private static final String NEW = "the secret of this year";
    private static final int EVENTS = 40;

    @TempDir
    private Path folder;

    @Test
    void everyDoorShowsTheSignatureWithTheNameOfItsKeyAndAKeyCanBeChanged() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (TestDatabase database = TestDatabase.migrated()) {
            try (DaemonProcess daemon = start(database, "old:" + OLD);
                    LiveClient live = LiveClient.connect(vertx, daemon.port(), "/ws");
                    PhoenixClient realtime = PhoenixClient.connect(vertx, daemon.port())) {
                realtime.join("realtime:all", PhoenixClient.inserts("checksum_key_id=eq.old"));
                publish(daemon);
                isSigned(live.events(EVENTS), "old", OLD);
                isSigned(realtime.records(EVENTS / 2), "old", OLD);
                isSigned(daemon.history("limit=1000"), "old", OLD);
                assertThat(daemon.get("/events?category=critical&limit=1", "text/csv")
                                .body())
                        .endsWith(",hmac-sha256,old\r\n");
                assertThat(rest(daemon, "?select=checksum_key_id&checksum_key_id=eq.old"))
                        .hasSize(EVENTS / 2);
                awaitMatched(daemon);
                assertThat(daemon.terminate()).isZero();
                assertThat(daemon.errors()).doesNotContain(OLD);
            }
            try (DaemonProcess daemon = start(database, "new:" + NEW + ",old:" + OLD)) {
                publish(daemon);
                daemon.awaitStored();
                isSigned(daemon.history("limit=1000&before=" + (EVENTS + 1)), "old", OLD);
                isSigned(daemon.history("limit=1000&after=" + EVENTS), "new", NEW);
            }
        } finally {
            vertx.close().await();
        }
    }

    private DaemonProcess start(TestDatabase database, String keys) throws Exception {
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon()));
        environment.put("CROSSFADE_SELF_MONITORING_ENABLED", "false");
        environment.put("CROSSFADE_CHECKSUM_CRITICAL", "hmac-sha256");
        environment.put("CROSSFADE_CHECKSUM_HMAC_KEY_ENV", "SIGNING_KEYS");
        environment.put("SIGNING_KEYS", keys);
        return DaemonProcess.start(folder.resolve("data"), environment);
    }

    private static void publish(DaemonProcess daemon) throws Exception {
        JsonArray events = new JsonArray();
        for (int n = 0; n < EVENTS; n++) {
            events.add(new JsonObject()
                    .put("event_type", "stats")
                    .put("category", n % 2 == 0 ? "critical" : "system")
                    .put("source", "zürich")
                    .put("data", new JsonObject().put("n", n).put("a", 0.1 * n)));
        }
        assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
        daemon.awaitStored();
    }

    /** The critical ones are, and the others do not name a key. */
    private static void isSigned(List<JsonObject> events, String keyId, String secret) throws Exception {
        assertThat(events).hasSizeGreaterThanOrEqualTo(EVENTS / 2);
        for (JsonObject event : events) {
            if (event.getString("category").equals("critical")) {
                assertThat(event.getString("checksum_algorithm")).isEqualTo("hmac-sha256");
                assertThat(event.getString("checksum_key_id")).isEqualTo(keyId);
                assertThat(event.getString("checksum")).isEqualTo(signature(event, secret));
            } else {
                assertThat(event.fieldNames()).doesNotContain("checksum_key_id");
            }
        }
    }

    /** By the documented form and another implementation of RFC 8785. */
    private static String signature(JsonObject event, String secret) throws Exception {
        JsonObject summed = new JsonObject();
        for (String name : List.of("category", "data", "event_type", "sequence_id", "source", "timestamp")) {
            summed.put(name, event.getValue(name));
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(new JsonCanonicalizer(summed.encode()).getEncodedUTF8()));
    }

    private static JsonArray rest(DaemonProcess daemon, String query) throws Exception {
        return new JsonArray(daemon.get("/rest/v1/monitoring_events" + query).body());
    }

    private static void awaitMatched(DaemonProcess daemon) {
        JsonObject totals = Waiting.forThat(
                Duration.ofSeconds(30),
                () -> new JsonObject(daemon.get("/metrics/parity").body()).getJsonObject("totals"),
                told -> told.getLong("pending") == 0);
        assertThat(totals.getLong("matched")).isEqualTo(EVENTS);
    }
}
