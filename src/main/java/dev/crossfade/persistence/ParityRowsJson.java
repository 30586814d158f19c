package dev.crossfade.persistence;

import dev.crossfade.bus.ParityWindow;
import dev.crossfade.bus.ParityWindowJson;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;

/** A minute of parity in the form in which it goes into the database: a row a category. */
final class ParityRowsJson {
    private ParityRowsJson() {}

    static Stream<JsonObject> of(ParityWindow window) {
        return window.counted().entrySet().stream().map(one -> ParityWindowJson.of(one.getValue())
                .put("record_id", window.id().toString())
                .put("window_start", EventTime.text(window.start()))
                .put("category", one.getKey().label()));
    }
}
