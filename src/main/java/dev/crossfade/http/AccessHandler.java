package dev.crossfade.http;

import dev.crossfade.config.Settings.Auth.Role;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Lets a request pass only with a key that may do what the route does.
 *
 * <p>A key is shown as {@code Authorization: Bearer}, as {@code apikey} header or query, or, by a browser that opened
 * the dashboard with {@code /?apikey=…}, in the cookie that {@link #welcome} gave it.
 */
final class AccessHandler {
    private static final String BEARER = "Bearer ";
    private static final String API_KEY = "apikey";
    private static final String CALLER = "crossfade.caller";
    private static final String COOKIE = "crossfade_key";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Supplier<KeyRing> keys;

    /** @param keys those of the moment */
    AccessHandler(Supplier<KeyRing> keys) {
        this.keys = keys;
    }

    /** A handler that lets pass who has the role. */
    Handler<RoutingContext> require(Role role) {
        return ctx -> {
            check(ctx, role);
            ctx.next();
        };
    }

    /**
     * Returns only for who has the role.
     *
     * @throws HttpProblem 401 without a known key, 403 with one that may not
     */
    void check(RoutingContext ctx, Role role) {
        KeyRing.Caller caller = identify(ctx).orElseThrow(() -> unauthorized(ctx));
        if (!caller.may(role)) {
            throw HttpProblem.of(
                    FORBIDDEN,
                    "this key may not do that: it needs the role " + role.name().toLowerCase(Locale.ROOT));
        }
        ctx.put(CALLER, caller);
    }

    /** The name of the key that was shown for this request, {@code anonymous} where nobody is asked for one. */
    static String callerOf(RoutingContext ctx) {
        return ctx.<KeyRing.Caller>get(CALLER).name();
    }

    /** Whether the key that was shown for this request has that role too. */
    static boolean mayAlso(RoutingContext ctx, Role role) {
        return ctx.<KeyRing.Caller>get(CALLER).may(role);
    }

    /** Tells at any time whether whoever opened this connection has the role then. */
    BooleanSupplier mayStill(RoutingContext ctx, Role role) {
        Optional<String> key = presented(ctx.request());
        return () -> keys.get().identify(key).filter(caller -> caller.may(role)).isPresent();
    }

    /** Whether who shows that key has the role. */
    boolean may(String key, Role role) {
        return keys.get()
                .identify(Optional.of(key))
                .filter(caller -> caller.may(role))
                .isPresent();
    }

    /**
     * Puts the key of {@code /?apikey=…} into a cookie and sends the browser on without it: the page's own requests
     * carry the cookie, and the key does not stay in the address bar.
     */
    void welcome(RoutingContext ctx) {
        String key = ctx.request().getParam(API_KEY);
        if (key == null) {
            ctx.next();
            return;
        }
        if (keys.get().identify(Optional.of(key)).isEmpty()) {
            throw unauthorized(ctx);
        }
        ctx.response()
                .addCookie(Cookie.cookie(COOKIE, key)
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.STRICT)
                        .setPath("/"));
        ctx.redirect("/");
    }

    private Optional<KeyRing.Caller> identify(RoutingContext ctx) {
        return keys.get().identify(presented(ctx.request()));
    }

    private static Optional<String> presented(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(authorization.substring(BEARER.length()).trim());
        }
        return Optional.ofNullable(request.getHeader(API_KEY))
                .or(() -> Optional.ofNullable(request.getParam(API_KEY)))
                .or(() -> Optional.ofNullable(request.getCookie(COOKIE)).map(Cookie::getValue));
    }

    private static HttpProblem unauthorized(RoutingContext ctx) {
        ctx.response().putHeader("WWW-Authenticate", "Bearer realm=\"crossfade\"");
        return HttpProblem.of(
                UNAUTHORIZED,
                "a known key is needed: Authorization: Bearer <key>, which wins where there is one, or the header"
                        + " apikey: <key>, or in a browser /?apikey=<key>");
    }
}
