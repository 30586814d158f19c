package dev.crossfade.bus;

import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** The settings in force, as one verticle knows them. Belongs to that verticle's context. */
public final class CurrentSettings {
    private SettingsSnapshot newest;

    /** @param first in force when the verticle was made */
    public CurrentSettings(SettingsSnapshot first) {
        this.newest = first;
    }

    /** Keeps up with every change from now on, on the context of the caller. */
    public void follow(Vertx vertx) {
        follow(vertx, changed -> {});
    }

    /**
     * Keeps up with every change from now on, on the context of the caller.
     *
     * @param onChange told of each newer snapshot once; it may skip versions, but never goes back
     */
    public void follow(Vertx vertx, Consumer<SettingsSnapshot> onChange) {
        Topics.SETTINGS_CHANGED.listen(vertx, changed -> {
            if (changed.now().version() > newest.version()) {
                newest = changed.now();
                onChange.accept(newest);
            }
        });
    }

    public SettingsSnapshot snapshot() {
        return newest;
    }

    public Settings settings() {
        return newest.settings();
    }
}
