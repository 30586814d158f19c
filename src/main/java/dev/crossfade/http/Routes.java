package dev.crossfade.http;

import dev.crossfade.config.Settings;
import dev.crossfade.config.Settings.Auth.Role;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The table of every path, its methods and the role that each asks for. Anything else is 404 or 405. */
final class Routes {
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NOT_FOUND = 404;

    private final Router router;
    private final Settings.Http settings;
    private final AccessHandler access;
    private final Map<String, List<String>> methods = new LinkedHashMap<>();

    /**
     * @param stopping whether the daemon is on its way down, so that a client had better connect anew for what is next
     */
    Routes(Vertx vertx, Settings.Http settings, AccessHandler access, ForeignPages pages, BooleanSupplier stopping) {
        this.router = Router.router(vertx);
        this.settings = settings;
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
        for (int status : new int[] {400, 404, 413, 500}) {
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
        BodyHandler body = BodyHandler.create(false).setBodyLimit(settings.maxBody());
        // In one handler, since the router would put a body handler of its own before the one that looks at the key.
        router.post(path)
                .handler(ctx -> {
                    access.check(ctx, role);
                    body.handle(ctx);
                })
                .handler(handler);
        return this;
    }

    /** The finished router. */
    Router router() {
        methods.forEach((path, allowed) -> router.route(path).handler(ctx -> refuseMethod(ctx, allowed)));
        router.route().handler(ctx -> {
            throw HttpProblem.of(NOT_FOUND, "there is nothing at this path");
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

    private static void refuseMethod(RoutingContext ctx, List<String> allowed) {
        String list = String.join(", ", allowed);
        ctx.response().putHeader(HttpHeaders.ALLOW, list);
        throw HttpProblem.of(METHOD_NOT_ALLOWED, "this path takes " + list);
    }
}
