package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.RestAnswer;
import dev.crossfade.config.Settings.Auth.Role;
import dev.crossfade.rest.RestError;
import dev.crossfade.rest.RestQuery;
import dev.crossfade.rest.RestQueryReader;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** {@code /rest/v1/monitoring_events}: the stored events as PostgREST would show the table. */
final class RestHandler implements Handler<RoutingContext> {
    static final String PATHS = "/rest/v1/*";
    private static final String PREFIX = "/rest/v1/";
    private static final String TABLE = "monitoring_events";
    private static final String FUNCTIONS = "rpc/";
    private static final Set<String> SCHEMAS = Set.of("public", "monitoring");
    private static final String DEFAULT_SCHEMA = "public";
    private static final int PARTIAL = 206;

    private final AccessHandler access;
    private final RestInsertHandler inserts;

    RestHandler(AccessHandler access, RestInsertHandler inserts) {
        this.access = access;
        this.inserts = inserts;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ProblemHandler.writeAs(ctx, RestErrorWriter::write);
        HttpMethod method = ctx.request().method();
        access.check(ctx, method.equals(HttpMethod.POST) ? Role.INGEST : Role.READ);
        try {
            requireTable(ctx, schemaOf(ctx));
            if (method.equals(HttpMethod.POST)) {
                inserts.handle(ctx);
            } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
                select(ctx, method.equals(HttpMethod.GET));
            } else {
                ctx.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, POST");
                throw RestError.unknownMethod(method.name());
            }
        } catch (RestError refused) {
            RestErrorWriter.write(ctx, refused);
        }
    }

    private static String schemaOf(RoutingContext ctx) {
        boolean reads =
                Set.of(HttpMethod.GET, HttpMethod.HEAD).contains(ctx.request().method());
        String schema = ctx.request().getHeader(reads ? "accept-profile" : "content-profile");
        if (schema == null) {
            return DEFAULT_SCHEMA;
        }
        if (!SCHEMAS.contains(schema)) {
            throw RestError.unknownSchema(schema);
        }
        ctx.response().putHeader("content-profile", schema);
        return schema;
    }

    private static void requireTable(RoutingContext ctx, String schema) {
        String table = tableOf(ctx.request().path());
        if (table.startsWith(FUNCTIONS)) {
            throw RestError.unknownFunction(schema, table.substring(FUNCTIONS.length()));
        }
        if (table.isEmpty() || table.contains("/")) {
            throw RestError.unknownPath();
        }
        if (!table.equals(TABLE)) {
            throw RestError.unknownTable(schema, table);
        }
    }

    private static String tableOf(String path) {
        try {
            String encoded = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            throw RestError.unknownPath();
        }
    }

    private static void select(RoutingContext ctx, boolean bodied) {
        RestMedia media = RestMedia.of(ctx.request().getHeader(HttpHeaders.ACCEPT));
        RestPreferences preferences =
                new RestPreferences(ctx.request().headers().getAll("prefer"));
        RestQuery query = new RestQueryReader(HistoryHandler.parametersOf(ctx.queryParams()))
                .query(ctx.request().getHeader("range"), preferences.counted(), bodied);
        AnswerWriter.write(ctx, Endpoints.REST.ask(ctx.vertx(), query), answer -> answer(ctx, media, query, answer));
    }

    private static void answer(RoutingContext ctx, RestMedia media, RestQuery query, RestAnswer answer) {
        if (answer instanceof RestAnswer.Refused refused) {
            RestErrorWriter.write(ctx, refused.error());
            return;
        }
        RestAnswer.Rows rows = (RestAnswer.Rows) answer;
        if (rows.total().isPresent() && query.offset() > rows.total().getAsLong()) {
            refuseRange(ctx, query.offset(), rows.total().getAsLong());
        } else if (media == RestMedia.OBJECT && rows.rows() != 1) {
            RestErrorWriter.write(ctx, RestError.notSingular(rows.rows()));
        } else {
            boolean partial =
                    rows.total().isPresent() && rows.rows() < rows.total().getAsLong();
            ctx.response().putHeader(HttpHeaders.CONTENT_RANGE, range(query, rows));
            if (partial) {
                ctx.response().setStatusCode(PARTIAL);
            }
            end(ctx.response(), media, query, rows);
        }
    }

    private static void end(HttpServerResponse response, RestMedia media, RestQuery query, RestAnswer.Rows rows) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, media.contentType());
        if (query.bodied()) {
            response.end(media.body(query.names(), rows.json()));
        } else {
            response.end();
        }
    }

    private static void refuseRange(RoutingContext ctx, long offset, long total) {
        ctx.response().putHeader(HttpHeaders.CONTENT_RANGE, "*/" + total);
        RestErrorWriter.write(
                ctx,
                RestError.range("An offset of " + offset + " was requested, but there are only " + total + " rows."));
    }

    /** {@code 5-9/25}: the first and the last row, and how many there are; {@code *} for what there is not. */
    private static String range(RestQuery query, RestAnswer.Rows rows) {
        String which = rows.rows() == 0 ? "*" : query.offset() + "-" + (query.offset() + rows.rows() - 1);
        return which + "/"
                + (rows.total().isPresent() ? Long.toString(rows.total().getAsLong()) : "*");
    }
}
