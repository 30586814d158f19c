package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.HistoryPage;
import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.MonitoringEvent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.OptionalLong;

/**
 * Streams all that a query matches to one client, page by page, at the client's speed: the next page is asked for when
 * the last one has left. A database that goes away on the way breaks the connection, so that a part never looks whole.
 */
final class ExportWriter {
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final HistoryQuery query;
    private final ExportFormat format;
    private final EventJson encoder;
    private boolean gone;

    ExportWriter(RoutingContext ctx, HistoryQuery query, ExportFormat format, EventJson encoder) {
        this.ctx = ctx;
        this.response = ctx.response();
        this.query = query;
        this.format = format;
        this.encoder = encoder;
    }

    /**
     * @param limited whether the client set a limit, and so wants no more than that
     */
    void start(boolean limited) {
        response.closeHandler(closed -> gone = true);
        long wanted = limited ? query.limit() : Long.MAX_VALUE;
        HistoryQuery first = limited ? query : query.withLimit(QueryParameters.MAX_LIMIT);
        ask(first)
                .compose(page -> begin().compose(begun -> write(first, page, wanted)))
                .compose(written -> response.end())
                .onFailure(ctx::fail);
    }

    private Future<HistoryPage> ask(HistoryQuery page) {
        return Endpoints.HISTORY.ask(ctx.vertx(), page);
    }

    private Future<Void> begin() {
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, format.contentType());
        return format.head().isEmpty() ? Future.succeededFuture() : response.write(format.head());
    }

    private Future<Void> write(HistoryQuery asked, HistoryPage page, long wanted) {
        Buffer lines = Buffer.buffer();
        page.events().forEach(event -> lines.appendBytes(format.line(event, encoder)));
        Future<Void> written = lines.length() == 0 ? Future.succeededFuture() : response.write(lines);
        long left = wanted - page.events().size();
        if (left <= 0 || !page.more() || gone) {
            return written;
        }
        HistoryQuery next = behind(asked, page.events().get(page.events().size() - 1))
                .withLimit((int) Math.min(left, QueryParameters.MAX_LIMIT));
        return written.compose(done -> ask(next)).compose(more -> write(next, more, left));
    }

    private static HistoryQuery behind(HistoryQuery asked, MonitoringEvent last) {
        OptionalLong position = last.position();
        return asked.order() == HistoryQuery.Order.NEWEST_FIRST
                ? asked.withBefore(position)
                : asked.withAfter(position);
    }
}
