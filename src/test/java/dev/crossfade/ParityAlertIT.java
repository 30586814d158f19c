package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trigger in the database that alters events of one type, and the alert that comes of it. */
class ParityAlertIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALERT = "parity_mismatch_system";
    private static final double THRESHOLD = 2;
    private static final String ALTER = """
            CREATE FUNCTION public.alter_it() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN NEW.data := jsonb_set(NEW.data, '{n}', '7'); RETURN NEW; END $$;
            GRANT EXECUTE ON FUNCTION public.alter_it() TO PUBLIC;
            CREATE TRIGGER alter_it BEFORE INSERT ON monitoring.monitoring_events
                FOR EACH ROW WHEN (NEW.event_type = 'altered') EXECUTE FUNCTION public.alter_it();
            """;

    @TempDir
    private Path folder;

    @Test
    void exactlyTheAlteredEventsAreFoundAndTheAlertFiresOverItsThresholdUntilTheWindowHasPassed() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            database.ask(ALTER);
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment(database))) {
                publish(daemon, "stats", 98);
                publish(daemon, "altered", 2);
                JsonObject at = await(daemon, alert -> value(alert) == THRESHOLD);
                assertThat(at.getString("state")).as("at the threshold").isEqualTo("inactive");
                assertThat(at.getDouble("threshold")).isEqualTo(THRESHOLD);

                publish(daemon, "altered", 1);
                JsonObject over = await(daemon, alert -> value(alert) > THRESHOLD);
                assertThat(value(over)).isEqualTo(100 * 3 / 101.0);
                assertThat(over.getString("state")).isEqualTo("pending");
                JsonObject firing =
                        await(daemon, alert -> alert.getString("state").equals("firing"));
                assertThat(value(firing)).isEqualTo(value(over));

                // So many that no number of good ones makes it good before they are out of the window.
                publish(daemon, "altered", 97);
                await(daemon, alert -> value(alert) > 50);
                database.ask("DROP FUNCTION public.alter_it() CASCADE");
                awaitWhileGood(daemon);
                assertThat(totals(daemon).getLong("recent_mismatches")).isZero();
                exactlyTheAlteredAreMismatches(daemon);
                historyHasBothTurns(daemon);
            }
        }
    }

    private static Map<String, String> environment(TestDatabase database) {
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon()));
        environment.putAll(Map.of(
                "CROSSFADE_SELF_MONITORING_ENABLED", "false",
                "CROSSFADE_PARITY_MATCH_WINDOW", "1s",
                "CROSSFADE_PARITY_WINDOW", "15s",
                "CROSSFADE_ALERTS_RULES", "[{name: " + ALERT + ", for: 2s}]",
                // Which would take realtime out for these mismatches, so that nothing is compared any more.
                "CIRCUIT_BREAKER_ENABLED", "false"));
        return environment;
    }

    private static void awaitWhileGood(DaemonProcess daemon) {
        await(daemon, alert -> {
            publish(daemon, "stats", 10);
            return alert.getString("state").equals("inactive");
        });
    }

    private static void exactlyTheAlteredAreMismatches(DaemonProcess daemon) throws Exception {
        List<JsonObject> items = items(daemon, "/parity/mismatches?limit=1000");
        assertThat(items)
                .extracting(item -> item.getString("event_id"))
                .containsExactlyInAnyOrderElementsOf(daemon.history("event_type=altered&limit=1000").stream()
                        .map(event -> event.getString("id"))
                        .toList())
                .hasSize(100);
        assertThat(items).allSatisfy(item -> {
            assertThat(item.getString("verdict")).isEqualTo("changed");
            assertThat(item.getString("adapter")).isEqualTo("realtime");
            assertThat(item.getJsonArray("diff").stream().map(JsonObject.class::cast))
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.getString("path")).isEqualTo("data.n");
                        assertThat(one.getString("received")).isEqualTo("7");
                    });
        });
        JsonObject totals = totals(daemon);
        assertThat(totals.getLong("changed"))
                .isEqualTo(totals.getLong("mismatched"))
                .isEqualTo(100);
    }

    private static void historyHasBothTurns(DaemonProcess daemon) throws Exception {
        daemon.awaitStored();
        List<JsonObject> turns = items(daemon, "/alerts/history?name=" + ALERT);
        assertThat(turns).extracting(turn -> turn.getString("state")).containsExactly("resolved", "firing");
        assertThat(value(turns.get(1))).isEqualTo(100 * 3 / 101.0);
        assertThat(turns.get(1).getDouble("threshold")).isEqualTo(THRESHOLD);
        assertThat(turns.get(0).getInstant("at"))
                .isAfter(turns.get(1).getInstant("at").plusSeconds(15));
    }

    private static void publish(DaemonProcess daemon, String type, int count) {
        JsonArray events = new JsonArray();
        for (int n = 0; n < count; n++) {
            events.add(new JsonObject()
                    .put("event_type", type)
                    .put("category", "system")
                    .put("source", "test")
                    .put("data", new JsonObject().put("n", 1000 + n).put("kept", "as it is")));
        }
        try {
            assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** At a pace that sets how much is published meanwhile, too. */
    private static JsonObject await(DaemonProcess daemon, Predicate<JsonObject> fact) {
        return Waiting.forThat(PATIENCE, Duration.ofMillis(50), () -> alert(daemon), fact);
    }

    private static JsonObject alert(DaemonProcess daemon) throws Exception {
        return items(daemon, "/alerts").stream()
                .filter(alert -> alert.getString("name").equals(ALERT))
                .findFirst()
                .orElseThrow();
    }

    /** Negative where it is not known. */
    private static double value(JsonObject alert) {
        Double known = alert.getDouble("value");
        return known == null ? -1 : known;
    }

    private static JsonObject totals(DaemonProcess daemon) throws Exception {
        return json(daemon, "/metrics/parity").getJsonObject("totals");
    }

    private static List<JsonObject> items(DaemonProcess daemon, String path) throws Exception {
        return json(daemon, path).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static JsonObject json(DaemonProcess daemon, String path) throws Exception {
        HttpResponse<String> answer = daemon.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }
}
