package dev.crossfade.soak;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Publishes events at a steady rate, one POST after the other, each until it is accepted: what got no answer is sent
 * again with the same ids. When it is told to end it goes on with the POST that it is at; interrupted it leaves that one
 * in doubt.
 */
final class Publisher implements Runnable {
    /** How the source of every event begins that is not the daemon's own. */
    static final String SOURCE = "soak-";

    private static final int LARGEST_POST = 50;
    private static final int LONGEST_TEXT = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long RETRY_MILLIS = 150;
    private static final String[] TYPES = {"response_time", "error", "session_start", "test_event", "connection_status"
    };

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final int number;
    private final Plan plan;
    private final Ledger ledger;
    private final Anomalies anomalies;
    private final CountDownLatch end;
    private final Random random;
    private int next;

    /**
     * What all publishers have in common.
     *
     * @param run marks the ids
     * @param eventsPerSecond of each publisher
     */
    record Plan(URI door, long run, int eventsPerSecond) {}

    Publisher(int number, Plan plan, Ledger ledger, Anomalies anomalies, CountDownLatch end) {
        this.number = number;
        this.plan = plan;
        this.ledger = ledger;
        this.anomalies = anomalies;
        this.end = end;
        this.random = new Random(plan.run * 31 + number);
    }

    @Override
    public void run() {
        try {
            long due = System.nanoTime();
            while (!end.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                int count = 1 + random.nextInt(LARGEST_POST);
                publish(count);
                // What could not be published meanwhile is not made up for: that would be a burst after each fault.
                due = Math.max(due + TimeUnit.SECONDS.toNanos(count) / plan.eventsPerSecond, System.nanoTime());
            }
        } catch (InterruptedException toldToGiveUp) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(int count) throws InterruptedException {
        int first = next;
        next += count;
        HttpRequest request = request(first, count);
        ledger.sent(number, first, count);
        while (!isAccepted(request, first, count)) {
            Thread.sleep(RETRY_MILLIS);
        }
        ledger.acknowledged(number, first, count);
    }

    private boolean isAccepted(HttpRequest request, int first, int count) throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            return switch (answer.statusCode()) {
                case 202 -> isWhole(answer.body(), count);
                case 429, 503 -> false;
                default -> {
                    anomalies.add("POST was answered " + answer.statusCode() + " " + answer.body());
                    ledger.doubted(number, first, count);
                    yield false;
                }
            };
        } catch (ConnectException | HttpConnectTimeoutException notEvenSent) {
            return false;
        } catch (IOException noAnswer) {
            ledger.doubted(number, first, count);
            return false;
        }
    }

    private boolean isWhole(String body, int count) {
        JsonObject answer = new JsonObject(body);
        boolean whole = answer.getInteger("accepted") + answer.getInteger("duplicates") == count;
        if (!whole) {
            anomalies.add("of " + count + " events: " + body);
        }
        return whole;
    }

    private HttpRequest request(int first, int count) {
        boolean lines = random.nextBoolean();
        String events = IntStream.range(first, first + count)
                .mapToObj(this::event)
                .collect(Collectors.joining(lines ? "\n" : ","));
        return HttpRequest.newBuilder(plan.door)
                .timeout(PATIENCE)
                .header("Content-Type", lines ? "application/x-ndjson" : "application/json")
                .POST(BodyPublishers.ofString(lines ? events : "[" + events + "]"))
                .build();
    }

    private String event(int n) {
        return "{\"id\":\"" + new EventId(number, n).uuid(plan.run) + "\",\"event_type\":\""
                + TYPES[random.nextInt(TYPES.length)] + "\",\"source\":\"" + SOURCE + number + "\",\"data\":{\"n\":" + n
                + ",\"text\":\"" + "x".repeat(random.nextInt(LONGEST_TEXT)) + "\"}}";
    }
}
