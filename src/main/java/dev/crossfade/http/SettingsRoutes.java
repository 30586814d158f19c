package dev.crossfade.http;

import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.ReloadSettings;
import dev.crossfade.config.Settings.Auth.Role;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;

/** The paths that show, try out and change the settings. */
final class SettingsRoutes {
    private final CurrentSettings current;
    private final CurrentGuard guard;
    private final Clock clock;
    private final JsonBodyHandler bodies;

    /** @param budget of all bodies being received */
    SettingsRoutes(CurrentSettings current, CurrentGuard guard, Clock clock, ByteBudget budget) {
        this.current = current;
        this.guard = guard;
        this.clock = clock;
        this.bodies = new JsonBodyHandler(current.settings().http().maxBody(), budget);
    }

    /** Adds them all. */
    Routes addTo(Routes routes, ConfigHealthHandler health) {
        OverridesHandler overrides = new OverridesHandler(current, guard, bodies);
        OfrepHandler ofrep = new OfrepHandler(current, bodies);
        return routes.read("/routing", Role.READ, new RoutingHandler(current, guard, clock))
                .put("/routing/categories/:name", Role.ADMIN, overrides.put(OverrideFamily.CATEGORY))
                .delete("/routing/categories/:name", Role.ADMIN, overrides.delete(OverrideFamily.CATEGORY))
                .put("/routing/adapters/:name", Role.ADMIN, overrides.put(OverrideFamily.ADAPTER))
                .delete("/routing/adapters/:name", Role.ADMIN, overrides.delete(OverrideFamily.ADAPTER))
                .put("/routing/override", Role.ADMIN, overrides.put(OverrideFamily.EMERGENCY))
                .delete("/routing/override", Role.ADMIN, overrides.delete(OverrideFamily.EMERGENCY))
                .write("/routing/preview", Role.READ, new PreviewHandler(current, guard, bodies))
                .read("/flags/status", Role.READ, new FlagsHandler(current, clock))
                .delete("/flags", Role.ADMIN, overrides.delete(OverrideFamily.ALL_FLAGS))
                .put("/flags/:name", Role.ADMIN, overrides.put(OverrideFamily.FLAG))
                .delete("/flags/:name", Role.ADMIN, overrides.delete(OverrideFamily.FLAG))
                .put("/alerts/rules/:name", Role.ADMIN, overrides.put(OverrideFamily.ALERT_RULE))
                .delete("/alerts/rules/:name", Role.ADMIN, overrides.delete(OverrideFamily.ALERT_RULE))
                .read("/health/flags", Role.READ, health)
                .write("/config/reload", Role.ADMIN, SettingsRoutes::reload)
                .read("/audit", Role.READ, new AuditHandler())
                .write(OfrepHandler.FLAGS, Role.READ, ofrep::all)
                .write(OfrepHandler.FLAGS + "/*", Role.READ, ofrep::one);
    }

    private static void reload(RoutingContext ctx) {
        AnswerWriter.write(
                ctx,
                Endpoints.RELOAD_SETTINGS.ask(ctx.vertx(), new ReloadSettings()),
                reply -> SettingsReplyWriter.write(ctx, reply));
    }
}
