package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.ScrapeQuery;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /metrics}: every metric for Prometheus, as OpenMetrics where the client would rather have that, else in
 * Prometheus' own text format.
 */
final class PrometheusHandler implements Handler<RoutingContext> {
    private static final String OPEN_METRICS = "openmetrics-text";

    @Override
    public void handle(RoutingContext ctx) {
        AnswerWriter.write(
                ctx,
                Endpoints.SCRAPE.ask(ctx.vertx(), new ScrapeQuery(prefersOpenMetrics(ctx))),
                exposition -> ctx.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, exposition.contentType())
                        .end(exposition.text()));
    }

    /** By what is accepted, the most wanted first; of what weighs the same the more precise comes first. */
    private static boolean prefersOpenMetrics(RoutingContext ctx) {
        return ctx.parsedHeaders().accept().stream()
                .findFirst()
                .map(MIMEHeader::subComponent)
                .filter(OPEN_METRICS::equals)
                .isPresent();
    }
}
