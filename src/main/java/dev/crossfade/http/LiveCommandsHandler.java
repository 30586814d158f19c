package dev.crossfade.http;

import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.HistoryPage;
import dev.crossfade.bus.IntakeReply;
import dev.crossfade.bus.IntakeReplyJson;
import dev.crossfade.bus.IntakeRequest;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.TimeSeries;
import dev.crossfade.bus.TimeSeriesQuery;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.EventTime;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.eventlog.EventLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Carries out the commands of live clients; every answer has a {@code type} and the command's {@code id}. */
final class LiveCommandsHandler {
    private static final int MAX_BUCKETS = 1440;
    private static final int MAX_GREETING_BYTES = 256 << 10;
    private static final Duration DEFAULT_SPAN = Duration.ofHours(1);
    private static final long DEFAULT_BUCKET_SECONDS = 60;

    private final Vertx vertx;
    private final CurrentSettings current;
    private final CurrentGuard guard;
    private final EventLog log;
    private final LiveWriter live;
    private final Clock clock;
    private final Instant startedAt;
    private final EventJson encoder = new EventJson();

    LiveCommandsHandler(
            Vertx vertx,
            CurrentSettings current,
            CurrentGuard guard,
            EventLog log,
            LiveWriter live,
            Clock clock,
            Instant startedAt) {
        this.vertx = vertx;
        this.current = current;
        this.guard = guard;
        this.log = log;
        this.live = live;
        this.clock = clock;
        this.startedAt = startedAt;
    }

    /** The first frame of every connection. */
    Future<JsonObject> greeting() {
        return stats().map(stats -> new JsonObject()
                .put("type", "initial_stats")
                .put("stats", stats)
                .put("recent_events", events(greeted(live.recent())))
                .put("routing", RoutingJson.of(current.settings()))
                .put("timestamp", EventTime.text(clock.instant())));
    }

    /** The newest of them that fit a greeting: many may connect at once, and none can be told to wait for it. */
    private static List<SealedEvent> greeted(List<SealedEvent> recent) {
        int first = recent.size();
        int bytes = 0;
        while (first > 0 && bytes + recent.get(first - 1).json().length <= MAX_GREETING_BYTES) {
            first--;
            bytes += recent.get(first).json().length;
        }
        return recent.subList(first, recent.size());
    }

    /**
     * Carries out any command but {@code subscribe} and {@code unsubscribe}, which concern the client alone.
     *
     * @param mayPublish whether the client has the role for {@code publish}
     */
    Future<JsonObject> handle(LiveCommand command, boolean mayPublish) {
        return switch (command.name()) {
            case "ping" -> Future.succeededFuture(answer("pong", command));
            case "get_stats" -> stats().map(stats -> answer("stats", command).put("stats", stats));
            case "get_recent_events" -> attempt(() -> recentEvents(command));
            case "get_historical_data" -> attempt(() -> history(command));
            case "get_time_series" -> attempt(() -> timeSeries(command));
            case "publish" -> attempt(() -> publish(command, mayPublish));
            default -> Future.failedFuture(new InvalidCommandException("unknown command"));
        };
    }

    /** What the client asks to see; empty lists mean everything. */
    static Subscription subscription(LiveCommand command, Subscription.Shape shape) throws InvalidCommandException {
        Map<String, List<String>> arguments = command.arguments();
        Set<Category> categories = new HashSet<>();
        for (String name : arguments.getOrDefault("categories", List.of())) {
            categories.add(Category.of(name)
                    .orElseThrow(() -> new InvalidCommandException(
                            "categories: expected critical, performance, user_activity, system or debug")));
        }
        return new Subscription(
                Set.copyOf(categories),
                Set.copyOf(arguments.getOrDefault("event_types", List.of())),
                Set.copyOf(arguments.getOrDefault("sources", List.of())),
                shape);
    }

    JsonObject answer(String type, LiveCommand command) {
        return new JsonObject()
                .put("type", type)
                .put("id", command.id())
                .put("timestamp", EventTime.text(clock.instant()));
    }

    private Future<JsonObject> stats() {
        return Endpoints.METRICS
                .ask(vertx, MetricsQuery.sinceTheStart())
                .map(snapshot -> MetricsJson.stats(snapshot, log.stats(), current.settings(), guard, startedAt));
    }

    private Future<JsonObject> recentEvents(LiveCommand command) throws InvalidCommandException {
        long limit = number(command, "limit", LiveWriter.RECENT_EVENTS, LiveWriter.RECENT_EVENTS);
        List<SealedEvent> recent = live.recent();
        List<SealedEvent> newest = recent.subList(Math.max(0, recent.size() - (int) limit), recent.size());
        return Future.succeededFuture(answer("recent_events", command).put("events", events(newest)));
    }

    private Future<JsonObject> history(LiveCommand command) throws InvalidCommandException {
        HistoryParameters reader = new HistoryParameters(command.arguments());
        var query = reader.query();
        if (!reader.errors().isEmpty()) {
            FieldError first = reader.errors().get(0);
            throw new InvalidCommandException(first.field() + ": " + first.message());
        }
        return Endpoints.HISTORY.ask(vertx, query).map(page -> answer("historical_data", command)
                .put("events", events(page))
                .put("more", page.more()));
    }

    private Future<JsonObject> timeSeries(LiveCommand command) throws InvalidCommandException {
        Instant to = time(command, "to").orElse(clock.instant());
        Instant from = time(command, "from").orElse(to.minus(DEFAULT_SPAN));
        Duration bucket = Duration.ofSeconds(number(
                command, "bucket_s", DEFAULT_BUCKET_SECONDS, Duration.ofDays(1).toSeconds()));
        if (!from.isBefore(to) || Duration.between(from, to).dividedBy(bucket) > MAX_BUCKETS) {
            throw new InvalidCommandException("from, to, bucket_s: expected 1 to " + MAX_BUCKETS + " buckets");
        }
        return Endpoints.TIME_SERIES
                .ask(vertx, new TimeSeriesQuery(from, to, bucket))
                .map(series -> answer("time_series", command)
                        .put("bucket_s", bucket.toSeconds())
                        .put("buckets", buckets(series)));
    }

    private Future<JsonObject> publish(LiveCommand command, boolean mayPublish) throws InvalidCommandException {
        if (!mayPublish) {
            throw new InvalidCommandException("this key may not publish");
        }
        byte[] body = command.events()
                .orElseThrow(() -> new InvalidCommandException("publish needs event (an object) or events (an array)"));
        return Endpoints.INTAKE
                .ask(vertx, new IntakeRequest(IntakeRequest.Format.JSON, body))
                .compose(reply -> published(command, reply));
    }

    private Future<JsonObject> published(LiveCommand command, IntakeReply reply) {
        if (reply instanceof IntakeReply.Refused refused) {
            return Future.failedFuture(new InvalidCommandException(refused.detail()));
        }
        return Future.succeededFuture(
                answer("published", command).mergeIn(IntakeReplyJson.body((IntakeReply.Admitted) reply)));
    }

    private static long number(LiveCommand command, String name, long otherwise, long most)
            throws InvalidCommandException {
        List<String> values = command.arguments().getOrDefault(name, List.of());
        if (values.isEmpty()) {
            return otherwise;
        }
        if (!values.get(0).matches("\\d{1,9}")
                || Long.parseLong(values.get(0)) < 1
                || Long.parseLong(values.get(0)) > most) {
            throw new InvalidCommandException(name + ": expected 1 to " + most);
        }
        return Long.parseLong(values.get(0));
    }

    private static Optional<Instant> time(LiveCommand command, String name) throws InvalidCommandException {
        List<String> values = command.arguments().getOrDefault(name, List.of());
        try {
            return values.stream().findFirst().map(text -> OffsetDateTime.parse(text)
                    .toInstant());
        } catch (DateTimeException notATime) {
            throw new InvalidCommandException(name + ": expected an ISO-8601 time such as 2026-11-21T06:00:00Z");
        }
    }

    private static JsonArray events(List<SealedEvent> events) {
        JsonArray list = new JsonArray();
        events.forEach(event -> list.add(new JsonObject(new String(event.json(), StandardCharsets.UTF_8))));
        return list;
    }

    private JsonArray events(HistoryPage page) {
        JsonArray list = new JsonArray();
        page.events()
                .forEach(event -> list.add(new JsonObject(new String(encoder.encode(event), StandardCharsets.UTF_8))));
        return list;
    }

    private static JsonArray buckets(TimeSeries series) {
        JsonArray list = new JsonArray();
        series.buckets().forEach(bucket -> {
            JsonObject counts = new JsonObject();
            bucket.counts().forEach((category, count) -> counts.put(category.label(), count));
            list.add(new JsonObject()
                    .put("start", EventTime.text(bucket.start()))
                    .put("counts", counts));
        });
        return list;
    }

    private static Future<JsonObject> attempt(Step step) {
        try {
            return step.run();
        } catch (InvalidCommandException invalid) {
            return Future.failedFuture(invalid);
        }
    }

    private interface Step {
        Future<JsonObject> run() throws InvalidCommandException;
    }
}
