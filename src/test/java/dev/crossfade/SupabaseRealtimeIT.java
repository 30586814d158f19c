package dev.crossfade;

import dev.crossfade.testkit.NodeScript;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** supabase-js in Node subscribes to the events of a whole daemon. Needs Node and npm; skipped without. */
class SupabaseRealtimeIT extends SupabaseRealtimeContract {
    private NodeScript node;

    @Override
    String prepare() throws IOException, InterruptedException {
        node = NodeScript.of("supabase");
        return "http://nobody.example";
    }

    @Override
    JsonObject run(String url, String publishUrl, String age, String scenario, JsonObject wish)
            throws IOException, InterruptedException {
        return new JsonObject(node.run("realtime.mjs", url, publishUrl, age, scenario, wish.encode()));
    }
}
