package dev.crossfade.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns away what {@link ForeignPages} says is foreign, and lets allowed origins read the answers. Belongs to its context. */
final class BoundaryHandler implements Handler<RoutingContext> {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NO_CONTENT = 204;
    private static final int MISDIRECTED = 421;
    private static final String PREFLIGHT_SECONDS = "600";
    private static final String ASKED_HEADERS = "authorization, apikey, content-type, accept, if-match, if-none-match, "
            + "accept-profile, content-profile, prefer, range, range-unit, x-client-info, x-retry-count";
    private static final String TOLD_HEADERS =
            "etag, retry-after, www-authenticate, content-range, content-profile, preference-applied";
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private static final Logger LOG = LoggerFactory.getLogger(BoundaryHandler.class);
    private static final Duration TELL_EVERY = Duration.ofMinutes(1);
    private static final int LONGEST_TOLD = 200;

    private final Supplier<ForeignPages> current;
    private long told = System.nanoTime() - TELL_EVERY.toNanos() - 1;

    /** @param current those of the moment */
    BoundaryHandler(Supplier<ForeignPages> current) {
        this.current = current;
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        ForeignPages pages = current.get();
        requireReadableQuery(ctx);
        HostAndPort authority = request.authority();
        if (authority == null) {
            throw HttpProblem.of(BAD_REQUEST, "the Host header is missing or malformed");
        }
        if (pages.isForeignHost(authority.host())) {
            throw HttpProblem.of(MISDIRECTED, "this daemon is not called by that host name");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean acts = !isSafe(request) || isHandshake(request) || isPreflight(request);
        if (acts && pages.isForeignOrigin(origin, authority.toString())) {
            tell(origin, authority);
            throw HttpProblem.of(
                    FORBIDDEN, "pages of that origin may not do this: it is not among http.allowed_origins");
        }
        ctx.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (pages.isAllowedOrigin(origin)) {
            ctx.response()
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, TOLD_HEADERS);
            if (isPreflight(request)) {
                answerPreflight(ctx.response());
                return;
            }
        }
        ctx.next();
    }

    /** The browser tells the page nothing of the reason, and whoever runs the daemon may have left the origin out. */
    private void tell(String origin, HostAndPort authority) {
        long now = System.nanoTime();
        if (now - told > TELL_EVERY.toNanos()) {
            told = now;
            LOG.info(
                    "a page of another origin is turned away origin={} host={}; http.allowed_origins has those that may call",
                    origin.substring(0, Math.min(LONGEST_TOLD, origin.length())),
                    authority);
        }
    }

    private static void requireReadableQuery(RoutingContext ctx) {
        if (ctx.request().query() == null) {
            return;
        }
        try {
            ctx.queryParams();
        } catch (IllegalArgumentException notEncoded) {
            throw HttpProblem.of(BAD_REQUEST, "the query is not percent-encoded UTF-8");
        }
    }

    private static void answerPreflight(HttpServerResponse response) {
        response.setStatusCode(NO_CONTENT)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ASKED_HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
                .end();
    }

    private static boolean isSafe(HttpServerRequest request) {
        return SAFE.contains(request.method());
    }

    private static boolean isHandshake(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.UPGRADE) != null;
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
    }
}
