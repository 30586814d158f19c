package dev.crossfade.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Publishes batches to a daemon, one at a time, so that the order of lines becomes the order of sequence ids.
 *
 * <p>A busy daemon and a failed connection are tried again, a bounded number of times. Where an answer was lost, the
 * batch may have been accepted: sent again, those of its events that carry ids are duplicates, the others are stored
 * twice.
 */
final class EventsClient {
    private static final int ATTEMPTS_WHILE_BUSY = 10;
    private static final int ATTEMPTS_TO_CONNECT = 5;
    /** Some 25 seconds: a daemon that is started again is worth waiting for. */
    private static final int ATTEMPTS_TO_CONNECT_AGAIN = 8;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI events;
    private final Optional<String> key;
    private final Sleep sleep;
    private boolean known;

    /** Waits; a test need not. */
    interface Sleep {
        void pause(Duration time) throws InterruptedException;
    }

    /** @param events the full address, {@code http://127.0.0.1:8080/events} */
    EventsClient(URI events, Optional<String> key, Sleep sleep) {
        this.events = events;
        this.key = key;
        this.sleep = sleep;
    }

    /**
     * Publishes a batch, in smaller ones where it is too large, and adds what became of it.
     *
     * @throws CannotSendException where nothing further can be sent either
     */
    void publish(Batch batch, Tally tally) throws CannotSendException, InterruptedException {
        HttpResponse<String> response = answered(batch);
        switch (response.statusCode()) {
            case 202, 422 -> tally.add(batch, answer(response));
            case 400 -> tally.add(batch, Answer.allRefused(batch, detail(response)));
            case 413 -> publishHalves(batch, tally, detail(response));
            case 401, 403 ->
                throw new CannotSendException("the daemon does not let us publish (" + response.statusCode()
                        + "): give a key with the role ingest by --key");
            default ->
                throw new CannotSendException(events + " answered " + response.statusCode() + ": " + detail(response));
        }
    }

    private void publishHalves(Batch batch, Tally tally, String reason)
            throws CannotSendException, InterruptedException {
        if (batch.size() == 1) {
            tally.add(batch, Answer.allRefused(batch, reason));
            return;
        }
        publish(batch.firstHalf(), tally);
        publish(batch.secondHalf(), tally);
    }

    private HttpResponse<String> answered(Batch batch) throws CannotSendException, InterruptedException {
        HttpRequest request = request(batch);
        for (int attempt = 1; ; attempt++) {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << (attempt - 1));
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                known = true;
                if (response.statusCode() != 429 && response.statusCode() != 503) {
                    return response;
                }
                giveUpAfter(
                        ATTEMPTS_WHILE_BUSY,
                        attempt,
                        "is busy (" + response.statusCode() + ": " + detail(response) + ")");
                pause = retryAfter(response).orElse(pause);
            } catch (IOException failed) {
                giveUpAfter(
                        known ? ATTEMPTS_TO_CONNECT_AGAIN : ATTEMPTS_TO_CONNECT,
                        attempt,
                        "does not answer (" + reason(failed) + ")");
            }
            sleep.pause(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        }
    }

    private void giveUpAfter(int most, int attempt, String reason) throws CannotSendException {
        if (attempt == most) {
            throw new CannotSendException(events + " " + reason + ", " + most + " times in a row");
        }
    }

    private HttpRequest request(Batch batch) {
        HttpRequest.Builder request = HttpRequest.newBuilder(events)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/x-ndjson")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofByteArray(batch.body()));
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request.build();
    }

    private Answer answer(HttpResponse<String> response) throws CannotSendException {
        JsonNode body = json(response)
                .filter(node -> node.has("accepted"))
                .orElseThrow(() -> new CannotSendException(events + " gave an answer that is not Crossfade's"));
        List<Answer.Refusal> refusals = new ArrayList<>();
        for (JsonNode error : body.path("errors")) {
            refusals.add(new Answer.Refusal(
                    error.path("index").asInt(-1),
                    error.path("field").asText(),
                    error.path("message").asText()));
        }
        return new Answer(
                body.path("accepted").asLong(),
                body.path("rejected").asLong(),
                body.path("duplicates").asLong(),
                refusals);
    }

    private static Optional<Duration> retryAfter(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    private static String detail(HttpResponse<String> response) {
        return json(response)
                .map(body -> body.path("detail").asText(body.path("title").asText()))
                .filter(text -> !text.isEmpty())
                .orElse("no reason given");
    }

    private static Optional<JsonNode> json(HttpResponse<String> response) {
        try {
            return Optional.of(JSON.readTree(response.body()));
        } catch (JsonProcessingException otherText) {
            return Optional.empty();
        }
    }

    private static String reason(IOException failed) {
        if (failed instanceof ConnectException) {
            return "cannot connect";
        }
        return Optional.ofNullable(failed.getMessage())
                .orElseGet(() -> failed.getClass().getSimpleName());
    }
}
