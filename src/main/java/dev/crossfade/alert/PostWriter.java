package dev.crossfade.alert;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Posts JSON to one address. Certificates are checked against the trust store of the JDK, redirects are not followed, and
 * of an answer nothing but its status is looked at. Belongs to the context that made it.
 */
final class PostWriter {
    /** More of an answer is not read: the connection is closed. */
    private static final int MOST_OF_AN_ANSWER = 64 << 10;

    private final Vertx vertx;
    private final HttpClient client;
    private final URI address;
    private final Optional<Signature> signature;
    private final Pace pace;

    PostWriter(Vertx vertx, URI address, Optional<Signature> signature, Pace pace) {
        this.vertx = vertx;
        this.address = address;
        this.signature = signature;
        this.pace = pace;
        this.client = vertx.createHttpClient(new HttpClientOptions().setDecompressionSupported(false));
    }

    /** The status of the answer; failed where there is none in time. */
    Future<Integer> post(byte[] body) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(address.toString())
                .setConnectTimeout(pace.connect().toMillis())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.USER_AGENT, "crossfade");
        signature.ifPresent(signing -> options.putHeader(Signature.HEADER, signing.of(body)));
        return client.request(options).compose(request -> send(request, body));
    }

    private Future<Integer> send(HttpClientRequest request, byte[] body) {
        return request.send(Buffer.buffer(body))
                .timeout(pace.answer().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> request.reset())
                .map(response -> {
                    readAway(request, response);
                    return response.statusCode();
                });
    }

    /** So that the connection can be used again, if there is an end to it. */
    private void readAway(HttpClientRequest request, HttpClientResponse response) {
        long timer = vertx.setTimer(pace.answer().toMillis(), late -> request.reset());
        int[] read = {0};
        response.exceptionHandler(broken -> vertx.cancelTimer(timer))
                .endHandler(end -> vertx.cancelTimer(timer))
                .handler(piece -> {
                    read[0] += piece.length();
                    if (read[0] > MOST_OF_AN_ANSWER) {
                        request.reset();
                    }
                });
    }

    Future<Void> close() {
        return client.close();
    }
}
