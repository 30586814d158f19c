package dev.crossfade.http;

import dev.crossfade.config.Settings.Auth.Role;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The table of every path, its methods and the role that each asks for. Anything else is 404 or 405. */
final class Routes {
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NOT_FOUND = 404;

    private final Router router;
    private final AccessHandler access;
    private final Map<String, List<String>> methods = new LinkedHashMap<>();

    /**
     * @param stopping whether the daemon is on its way down, so that a client had better connect anew for what is next
     */
    Routes(Vertx vertx, AccessHandler access, Supplier<ForeignPages> pages, BooleanSupplier stopping) {
        this.router = Router.router(vertx);
        this.access = access;
        ProblemHandler problems = new ProblemHandler();
        router.route()
                .handler(ctx -> {
                    if (stopping.getAsBoolean()) {
                        ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                    }
                    ctx.next();
                })
                .failureHandler(problems);
        router.route().handler(new BoundaryHandler(pages));
        for (int status : new int[] {400, 404, 500}) {
            router.errorHandler(status, problems);
        }
    }

    /** A path that anybody may read. */
    Routes open(String path, Handler<RoutingContext> handler) {
        get(path).handler(handler);
        return this;
    }

    /** A path to read with that role. */
    Routes read(String path, Role role, Handler<RoutingContext> handler) {
        get(path).handler(access.require(role)).handler(handler);
        return this;
    }

    /** A path to send a body to with that role; the key is looked at before the body is. */
    Routes write(String path, Role role, Handler<RoutingContext> handler) {
        allow(path, "POST");
        router.post(path).handler(access.require(role)).handler(handler);
        return this;
    }

    /** A path to set something at with that role. */
    Routes put(String path, Role role, Handler<RoutingContext> handler) {
        allow(path, "PUT");
        router.put(path).handler(access.require(role)).handler(handler);
        return this;
    }

    /** A path to take something away at with that role. */
    Routes delete(String path, Role role, Handler<RoutingContext> handler) {
        allow(path, "DELETE");
        router.delete(path).handler(access.require(role)).handler(handler);
        return this;
    }

    /** Paths below which a protocol of its own is spoken: the handler sees to methods and roles itself. */
    Routes protocol(String paths, Handler<RoutingContext> handler) {
        router.route(paths).handler(handler);
        return this;
    }

    /** What there is so far: the methods of each path. */
    Map<String, List<String>> paths() {
        return Map.copyOf(methods);
    }

    /** The finished router. */
    Router router() {
        methods.forEach((path, allowed) -> router.route(path).handler(ctx -> refuse(ctx, String.join(", ", allowed))));
        router.route().handler(ctx -> {
            throw nothing();
        });
        return router;
    }

    private Route get(String path) {
        allow(path, "GET, HEAD");
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private void allow(String path, String method) {
        methods.computeIfAbsent(path, p -> new ArrayList<>()).add(method);
    }

    /** A method that the path does not take, or a file that is not there. */
    private static void refuse(RoutingContext ctx, String allowed) {
        if (List.of(allowed.split(", ", -1)).contains(ctx.request().method().name())) {
            throw nothing();
        }
        ctx.response().putHeader(HttpHeaders.ALLOW, allowed);
        throw HttpProblem.of(METHOD_NOT_ALLOWED, "this path takes " + allowed);
    }

    private static HttpProblem nothing() {
        return HttpProblem.of(NOT_FOUND, "there is nothing at this path");
    }
}
