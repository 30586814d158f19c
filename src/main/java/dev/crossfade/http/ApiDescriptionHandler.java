package dev.crossfade.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /openapi.yaml}: what every path takes and answers, with units. Immutable. */
final class ApiDescriptionHandler implements Handler<RoutingContext> {
    private static final String FILE = "openapi.yaml";

    private final byte[] description = load();

    @Override
    public void handle(RoutingContext ctx) {
        PageHandler.secure(ctx.response())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(Buffer.buffer(description));
    }

    private static byte[] load() {
        try (InputStream file = ApiDescriptionHandler.class.getClassLoader().getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the API description is not in this build: " + FILE);
            }
            return file.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
