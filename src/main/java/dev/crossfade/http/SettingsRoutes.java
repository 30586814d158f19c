package dev.crossfade.http;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.ReloadSettings;
import dev.crossfade.config.Settings.Auth.Role;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;

/** The paths that show, try out and change the settings. */
final class SettingsRoutes {
    private final CurrentSettings current;
    private final Clock clock;
    private final JsonBodyHandler bodies;

    /** @param budget of all bodies being received */
    SettingsRoutes(CurrentSettings current, Clock clock, ByteBudget budget) {
        this.current = current;
        this.clock = clock;
        this.bodies = new JsonBodyHandler(current.settings().http().maxBody(), budget);
    }

    /** Adds them all. */
    Routes addTo(Routes routes, ConfigHealthHandler health) {
        OverridesHandler overrides = new OverridesHandler(current, bodies);
        OfrepHandler ofrep = new OfrepHandler(current, bodies);
        return routes.read("/routing", Role.READ, new RoutingHandler(current, clock))
                .put("/routing/categories/:name", Role.ADMIN, overrides.put(OverrideTarget::category))
                .delete("/routing/categories/:name", Role.ADMIN, overrides.delete(OverrideTarget::category))
                .put("/routing/adapters/:name", Role.ADMIN, overrides.put(OverrideTarget::adapter))
                .delete("/routing/adapters/:name", Role.ADMIN, overrides.delete(OverrideTarget::adapter))
                .put("/routing/override", Role.ADMIN, overrides.put((now, name) -> OverrideTarget.emergency(now)))
                .delete("/routing/override", Role.ADMIN, overrides.delete((now, name) -> OverrideTarget.emergency(now)))
                .write("/routing/preview", Role.READ, new PreviewHandler(current, bodies))
                .read("/flags/status", Role.READ, new FlagsHandler(current, clock))
                .delete("/flags", Role.ADMIN, overrides.delete((now, name) -> OverrideTarget.flags(now)))
                .put("/flags/:name", Role.ADMIN, overrides.put(OverrideTarget::flag))
                .delete("/flags/:name", Role.ADMIN, overrides.delete(OverrideTarget::flag))
                .read("/health/flags", Role.READ, health)
                .write("/config/reload", Role.ADMIN, SettingsRoutes::reload)
                .read("/audit", Role.READ, new AuditHandler())
                .write(OfrepHandler.FLAGS, Role.READ, ofrep::all)
                .write(OfrepHandler.FLAGS + "/*", Role.READ, ofrep::one);
    }

    private static void reload(RoutingContext ctx) {
        Endpoints.RELOAD_SETTINGS
                .ask(ctx.vertx(), new ReloadSettings())
                .onSuccess(reply -> SettingsReplyWriter.write(ctx, reply))
                .onFailure(ctx::fail);
    }
}
