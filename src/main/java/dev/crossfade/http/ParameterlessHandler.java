package dev.crossfade.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** Hands on what is asked without parameters; any but the key is refused by its name, as lists do. */
final class ParameterlessHandler implements Handler<RoutingContext> {
    private final Handler<RoutingContext> next;

    ParameterlessHandler(Handler<RoutingContext> next) {
        this.next = next;
    }

    @Override
    public void handle(RoutingContext ctx) {
        List<FieldError> errors =
                new QueryParameters(HistoryHandler.parametersOf(ctx.queryParams()), Set.of()).errors();
        if (errors.isEmpty()) {
            next.handle(ctx);
        } else {
            HistoryHandler.refuse(ctx, errors);
        }
    }
}
