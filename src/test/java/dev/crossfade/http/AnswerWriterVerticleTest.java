package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request gets an answer, whatever goes wrong behind it. */
class AnswerWriterVerticleTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whatIsKnownIsWritten() throws Exception {
        assertThat(ask(Future.succeededFuture("known"), RoutingContext::end).body())
                .isEqualTo("known");
    }

    @Test
    void whatCannotBeKnownIsSaid() throws Exception {
        HttpResponse<String> answer = ask(Future.failedFuture(new Unavailable("away")), RoutingContext::end);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"detail\":\"away\"");
    }

    @Test
    void aBugInWritingIsAnError() throws Exception {
        HttpResponse<String> answer = ask(Future.succeededFuture("known"), (ctx, known) -> {
            throw new IllegalStateException("a bug, as the test wants it");
        });
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("internal error").doesNotContain("as the test wants it");
    }

    @Test
    void aBugAfterTheAnswerLeavesItWhole() throws Exception {
        HttpResponse<String> answer = ask(Future.succeededFuture("known"), (ctx, known) -> {
            ctx.end(known);
            throw new IllegalStateException("a bug, as the test wants it");
        });
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("known");
    }

    private interface Written {
        void write(RoutingContext ctx, String answer);
    }

    private HttpResponse<String> ask(Future<String> asked, Written written) throws Exception {
        Router router = Router.router(vertx);
        router.route()
                .handler(ctx -> AnswerWriter.write(ctx, asked, answer -> written.write(ctx, answer)))
                .failureHandler(new ProblemHandler());
        int port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                BodyHandlers.ofString());
    }
}
