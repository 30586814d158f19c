package dev.crossfade.bus;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The body that every door answers a publisher with. */
public final class IntakeReplyJson {
    private IntakeReplyJson() {}

    /** {@code accepted, rejected, duplicates, first_sequence_id, last_sequence_id, errors}; ids null where none. */
    public static JsonObject body(IntakeReply.Admitted admitted) {
        JsonArray errors = new JsonArray();
        admitted.errors()
                .forEach(error -> errors.add(new JsonObject()
                        .put("index", error.index())
                        .put("field", error.field())
                        .put("message", error.message())));
        boolean any = admitted.accepted() > 0;
        return new JsonObject()
                .put("accepted", admitted.accepted())
                .put("rejected", admitted.rejected())
                .put("duplicates", admitted.duplicates())
                .put("first_sequence_id", any ? admitted.firstSequenceId() : null)
                .put("last_sequence_id", any ? admitted.lastSequenceId() : null)
                .put("errors", errors);
    }
}
