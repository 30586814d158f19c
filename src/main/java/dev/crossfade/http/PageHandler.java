package dev.crossfade.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves a page with the policy that lets it run the daemon's own files and nothing else. Immutable. */
final class PageHandler implements Handler<RoutingContext> {
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private final byte[] page;
    private final String policy;

    /** @param name of the page's file in the build */
    PageHandler(String name) {
        this.page = load(name);
        this.policy = "default-src 'none'; script-src 'self'" + importMapHash(new String(page, StandardCharsets.UTF_8))
                + "; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'";
    }

    @Override
    public void handle(RoutingContext ctx) {
        secure(ctx.response())
                .putHeader("Content-Security-Policy", policy)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(Buffer.buffer(page));
    }

    /** What every file of a page is sent with. */
    static HttpServerResponse secure(HttpServerResponse response) {
        return response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    /** A browser runs the one inline script, the import map, because the policy names its hash. */
    private static String importMapHash(String html) {
        Matcher map = IMPORT_MAP.matcher(html);
        if (!map.find()) {
            return "";
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(map.group(1).getBytes(StandardCharsets.UTF_8));
            return " 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static byte[] load(String name) {
        try (InputStream file = PageHandler.class.getClassLoader().getResourceAsStream("webroot/" + name)) {
            if (file == null) {
                throw new IllegalStateException("a page is not in this build: " + name);
            }
            return file.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
