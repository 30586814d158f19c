package dev.crossfade.guard;

import dev.crossfade.bus.ChangeOverrides;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.event.Category;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has categories set back to {@code websocket}, and asks for that again until it is on disk and in force. Belongs to the
 * context of its verticle.
 */
final class RollbackWriter {
    private static final Logger LOG = LoggerFactory.getLogger(RollbackWriter.class);

    private final Vertx vertx;
    private Optional<ChangeOverrides> wish = Optional.empty();
    private boolean asking;

    RollbackWriter(Vertx vertx) {
        this.vertx = vertx;
    }

    void setBack(Set<Category> categories, String reason) {
        Map<String, Object> set = new TreeMap<>();
        wish.ifPresent(waiting -> set.putAll(waiting.set()));
        categories.forEach(category -> set.put(RolledBack.key(category), RolledBack.value()));
        wish = Optional.of(new ChangeOverrides(set, Set.of(), OverrideEntry.GUARD, reason, OptionalLong.empty()));
        ask();
    }

    /** Asks for what is not in force yet, where there is such; one question at a time. */
    void ask() {
        if (asking || wish.isEmpty()) {
            return;
        }
        asking = true;
        ChangeOverrides asked = wish.get();
        Endpoints.CHANGE_OVERRIDES
                .ask(vertx, asked)
                .onComplete(over -> asking = false)
                .onSuccess(reply -> answered(asked, reply))
                .onFailure(unavailable -> LOG.warn("no rollback yet reason=\"{}\"", unavailable.getMessage()));
    }

    private void answered(ChangeOverrides asked, SettingsReply reply) {
        if (reply instanceof SettingsReply.NotKept lost) {
            LOG.warn("no rollback yet reason=\"{}\"", lost.reason());
            return;
        }
        if (reply instanceof SettingsReply.Invalid invalid) {
            LOG.error("no rollback: the settings do not take it problems={}", invalid.problems());
        } else {
            LOG.warn(
                    "rolled back to websocket until that override is dropped keys={} reason=\"{}\"",
                    asked.set().keySet(),
                    asked.reason());
        }
        wish = wish.filter(newest -> !newest.equals(asked));
    }
}
