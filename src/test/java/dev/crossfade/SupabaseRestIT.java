package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.NodeScript;
import dev.crossfade.testkit.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** supabase-js, of now and of two years ago, inserts and selects events. Needs Node and npm; skipped without. */
class SupabaseRestIT {
    private static final String KEY = "supabase-test";
    /** SHA-256 of the key. */
    private static final String HASH = "09734ba3bede8641c8c38110272a57f7b619e6935d3c315d7730c8815953cd7d";

    @TempDir
    private Path folder;

    @Test
    void bothClientsInsertFilterOrderPageAndReadErrors() throws Exception {
        NodeScript node = NodeScript.of("supabase");
        try (TestDatabase database = TestDatabase.migrated();
                DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment(database))) {
            for (String client : List.of("@supabase/supabase-js", "supabase-js-2024")) {
                String url = "http://127.0.0.1:" + daemon.port();
                JsonObject seen = new JsonObject(node.run("rest.mjs", url, KEY, client));
                inserted(seen);
                filtered(seen);
                paged(seen);
                refused(seen);
            }
        }
    }

    private static Map<String, String> environment(TestDatabase database) {
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon()));
        environment.put("CROSSFADE_AUTH_MODE", "keys");
        environment.put("CROSSFADE_AUTH_KEYS", "[{name: it, roles: [ingest, read], sha256: " + HASH + "}]");
        return environment;
    }

    private static void inserted(JsonObject seen) {
        assertThat(seen.getJsonObject("single").getInteger("status")).isEqualTo(201);
        assertThat(seen.getJsonObject("several").getInteger("status")).isEqualTo(201);
        assertThat(seen.getJsonObject("returned").getJsonObject("data"))
                .isEqualTo(new JsonObject()
                        .put("event_type", "debug")
                        .put("category", "debug")
                        .put("n", 25)
                        .putNull("position"));
        assertThat(code(seen, "refused")).isEqualTo("23514");
        assertThat(code(seen, "upserted")).isEqualTo("0A000");
    }

    private static void filtered(JsonObject seen) {
        assertThat(numbers(seen, "eq")).containsExactly(0);
        assertThat(numbers(seen, "neq")).containsExactly(21, 23, 25);
        assertThat(numbers(seen, "in")).containsExactly(1, 2, 3);
        assertThat(numbers(seen, "quoted")).containsExactly(2, 3);
        assertThat(numbers(seen, "is")).containsExactly(0, 1, 5, 9);
        assertThat(numbers(seen, "not")).containsExactly(1, 2);
        assertThat(numbers(seen, "or")).containsExactly(0, 3, 4);
        assertThat(numbers(seen, "like")).containsExactly(0);
        assertThat(numbers(seen, "ilikeAnyOf")).containsExactly(0, 25);
        assertThat(numbers(seen, "contains")).containsExactly(3, 6, 9);
        assertThat(numbers(seen, "match")).containsExactly(0);
        assertThat(numbers(seen, "regex")).containsExactly(0, 25);
        assertThat(seen.getInteger("overlaps")).isBetween(1, 26);
        assertThat(seen.getInteger("monitoring")).isEqualTo(26);
        assertThat(seen.getInteger("since")).isBetween(1, 26);
        assertThat(seen.getJsonObject("whole").getString("timestamp"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(seen.getJsonObject("whole").getLong("position")).isPositive();
    }

    private static void paged(JsonObject seen) {
        assertThat(seen.getJsonObject("head").getInteger("count")).isEqualTo(26);
        assertThat(seen.getJsonObject("range").getInteger("count")).isEqualTo(26);
        assertThat(seen.getJsonObject("range").getJsonArray("data").stream()
                        .map(row -> ((JsonObject) row).getInteger("n")))
                .containsExactly(23, 22, 21);
        assertThat(numbers(seen, "limit")).containsExactly(0, 1);
        assertThat(seen.getJsonObject("one").getJsonObject("data").getString("event_type"))
                .isEqualTo("cache_metrics");
        assertThat(code(seen, "many")).isEqualTo("PGRST116");
        assertThat(seen.getJsonObject("maybe").getValue("data")).isNull();
        assertThat(seen.getJsonObject("maybe").getValue("error")).isNull();
        assertThat(seen.getString("csv")).isEqualTo("event_type,n\nlatency,0\ncache_metrics,1");
    }

    private static void refused(JsonObject seen) {
        assertThat(code(seen, "unknownColumn")).isEqualTo("42703");
        assertThat(code(seen, "unknownTable")).isEqualTo("PGRST205");
        assertThat(code(seen, "badValue")).isEqualTo("22P02");
        assertThat(code(seen, "unknownSchema")).isEqualTo("PGRST106");
        assertThat(code(seen, "wrongKey")).isEqualTo("PGRST301");
        assertThat(code(seen, "updated")).isEqualTo("PGRST117");
        assertThat(code(seen, "deleted")).isEqualTo("PGRST117");
        assertThat(seen.getJsonObject("called").getJsonObject("error")).isNotNull();
    }

    private static String code(JsonObject seen, String what) {
        assertThat(seen.getJsonObject(what).getJsonObject("error")).as(what).isNotNull();
        return seen.getJsonObject(what).getJsonObject("error").getString("code");
    }

    private static List<Integer> numbers(JsonObject seen, String what) {
        assertThat(seen.getValue(what)).as(what).isInstanceOf(JsonArray.class);
        return seen.getJsonArray(what).stream().map(Integer.class::cast).toList();
    }
}
