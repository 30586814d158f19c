package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.RestAnswer;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.EventTime;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import dev.crossfade.rest.RestError;
import dev.crossfade.rest.RestQuery;
import dev.crossfade.rest.RestQueryReader;
import dev.crossfade.testkit.Events;
import dev.crossfade.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a PostgREST client's filters find in a real database, held against the same said in Java. */
class RestRowsIT {
    private static final List<String> TYPES = List.of("cache_metrics", "Response_Time", "error", "user login");
    private static final List<String> SOURCES = List.of("a", "b,c", "d\"e\\", "x(y)", "Ünï.%", "null", " pad ");
    private static final List<String> LEVELS = List.of("\"info\"", "\"error\"", "null", "7");
    private static final List<Category> CATEGORIES = List.of(Category.values());
    private static final List<Route> ROUTES = List.of(Route.values());
    private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
    private static final List<MonitoringEvent> STORED =
            LongStream.rangeClosed(1, 300).mapToObj(RestRowsIT::event).toList();

    private static final Vertx VERTX = Vertx.vertx();
    private static TestDatabase database;
    private static PgEventStore store;

    @BeforeAll
    static void fill() throws Exception {
        database = TestDatabase.migrated();
        store = await(PgEventStore.connect(VERTX, database.daemon(), 2, Duration.ofSeconds(5)));
        await(store.write(STORED, false));
    }

    @AfterAll
    static void close() throws Exception {
        await(store.close());
        await(VERTX.close());
        database.close();
    }

    static Stream<Arguments> filters() {
        Instant noon = START.plusSeconds(150);
        UUID third = STORED.get(2).id();
        return Stream.of(
                filter("", event -> true),
                filter("category=eq.critical", event -> event.category() == Category.CRITICAL),
                filter("category=neq.critical", event -> event.category() != Category.CRITICAL),
                filter("category=not.eq.critical", event -> event.category() != Category.CRITICAL),
                filter("sequence_id=gt.290", event -> event.sequenceId() > 290),
                filter(
                        "sequence_id=gte.290&sequence_id=lt.295",
                        event -> event.sequenceId() >= 290 && event.sequenceId() < 295),
                filter("sequence_id=lte.3", event -> event.sequenceId() <= 3),
                filter("sequence_id=eq(any).{3,9}", event -> Set.of(3L, 9L).contains(event.sequenceId())),
                filter("sequence_id=gt(all).{3,9}", event -> event.sequenceId() > 9),
                filter("timestamp=gte." + noon, event -> !event.timestamp().isBefore(noon)),
                filter("timestamp=lt." + noon.toString().replace("Z", "%2B00:00"), event -> event.timestamp()
                        .isBefore(noon)),
                filter("timestamp=lt." + noon.toString().replace("Z", ""), event -> event.timestamp()
                        .isBefore(noon)),
                filter("id=eq." + third, event -> event.id().equals(third)),
                filter(
                        "id=in.(" + third + "," + new UUID(7, 4) + ")",
                        event -> event.id().equals(third) || event.id().equals(new UUID(7, 4))),
                filter("source=eq.b,c", source("b,c")),
                filter("source=eq.d\"e\\", source("d\"e\\")),
                filter("source=in.(a,\"b,c\",\"d\\\"e\\\\\")", event -> List.of("a", "b,c", "d\"e\\")
                        .contains(event.source())),
                filter("source=in.()", event -> false),
                filter("source=not.in.(a,null)", event -> !List.of("a", "null").contains(event.source())),
                filter("source=eq.null", source("null")),
                filter("source=eq.+pad+", source(" pad ")),
                filter("source=is.null", event -> false),
                filter("source=not.is.null", event -> true),
                filter("source=is.not_null", event -> true),
                filter("event_type=like.*_*", event -> true),
                filter("event_type=like.*metrics", event -> event.eventType().endsWith("metrics")),
                filter("event_type=like.%25metrics", event -> event.eventType().endsWith("metrics")),
                filter("event_type=ilike.response*", event -> event.eventType().equals("Response_Time")),
                filter(
                        "event_type=like(any).{cache*,err*}",
                        event -> event.eventType().startsWith("cache")
                                || event.eventType().startsWith("err")),
                filter("event_type=match.^[ce]", event -> event.eventType().matches("[ce].*")),
                filter("event_type=imatch.^R", event -> event.eventType().equals("Response_Time")),
                filter("source=isdistinct.a", event -> !event.source().equals("a")),
                filter("adapters=cs.{realtime}", event -> event.route().labels().contains("realtime")),
                filter("adapters=cd.{realtime}", event -> Set.of("realtime")
                        .containsAll(event.route().labels())),
                filter("adapters=ov.{realtime,websocket}", event -> event.route() != Route.NONE),
                filter("adapters=eq.{websocket,realtime}", event -> event.route() == Route.DUAL),
                filter(
                        "adapters=in.(\"{websocket,realtime}\",{})",
                        event -> event.route() == Route.DUAL || event.route() == Route.NONE),
                filter(
                        "adapters->>0=eq.realtime",
                        event -> event.route().labels().equals(List.of("realtime"))),
                filter(
                        "adapters->>-1=eq.realtime",
                        event -> event.route().labels().contains("realtime")),
                filter("data=cs.{\"tag\":{\"k\":1}}", event -> event.sequenceId() % 5 == 1),
                filter("data->>level=eq.error", event -> level(event).equals("\"error\"")),
                filter("data->>level=is.null", event -> level(event).equals("null")),
                filter("data->level=eq.7", event -> level(event).equals("7")),
                filter("data->n=gt.99", event -> event.sequenceId() > 99),
                filter(
                        "data->>n=gt.99",
                        event -> Long.toString(event.sequenceId()).compareTo("99") > 0),
                filter("data->tag->>k=in.(1,2)", event -> Set.of(1L, 2L).contains(event.sequenceId() % 5)),
                filter("data->list->>1=eq.x", event -> true),
                filter("data->>\"a.b\"=eq.dotted", event -> true),
                filter(
                        "or=(category.eq.critical,sequence_id.lt.10)",
                        event -> event.category() == Category.CRITICAL || event.sequenceId() < 10),
                filter(
                        "not.or=(category.eq.critical,sequence_id.lt.10)",
                        event -> event.category() != Category.CRITICAL && event.sequenceId() >= 10),
                filter(
                        "and=(sequence_id.gt.5,sequence_id.lt.8)",
                        event -> event.sequenceId() > 5 && event.sequenceId() < 8),
                filter(
                        "or=(and(sequence_id.gt.5,sequence_id.lt.8),not.and(sequence_id.not.in.(1,2),source.neq.\"b,c\"))",
                        event -> (event.sequenceId() > 5 && event.sequenceId() < 8)
                                || event.sequenceId() <= 2
                                || event.source().equals("b,c")),
                filter(
                        "or=(source.eq.\"d\\\"e\\\\\",adapters.cs.{websocket,realtime},data->>level.eq.error)",
                        event -> event.source().equals("d\"e\\")
                                || event.route() == Route.DUAL
                                || level(event).equals("\"error\"")));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void findsWhatJavaFinds(String query, Predicate<MonitoringEvent> oracle) throws Exception {
        List<Long> expected =
                STORED.stream().filter(oracle).map(MonitoringEvent::sequenceId).toList();

        RestAnswer.Rows rows = rows("select=sequence_id&" + query, true);

        assertThat(numbers(rows)).isEqualTo(expected);
        assertThat(rows.total()).hasValue(expected.size());
        assertThat(rows.rows()).isEqualTo(expected.size());
    }

    @Test
    void aWholeRowIsTheEventAsEveryDoorShowsIt() throws Exception {
        JsonObject row = new JsonArray(rows("sequence_id=eq.8", false).json()).getJsonObject(0);

        MonitoringEvent event = STORED.get(7);
        assertThat(row.fieldNames())
                .containsExactly(
                        "position",
                        "id",
                        "node",
                        "sequence_id",
                        "event_type",
                        "category",
                        "timestamp",
                        "received_at",
                        "source",
                        "data",
                        "metadata",
                        "checksum",
                        "checksum_algorithm",
                        "adapters",
                        "created_at",
                        "config_version",
                        "checksum_key_id");
        assertThat(row.getString("timestamp")).isEqualTo(EventTime.text(event.timestamp()));
        assertThat(row.getString("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(row.getJsonObject("data")).isEqualTo(new JsonObject(event.data()));
        assertThat(row.getJsonArray("adapters"))
                .isEqualTo(new JsonArray(event.route().labels()));
        assertThat(row.getString("id")).isEqualTo(event.id().toString());
        assertThat(row.getLong("position")).isPositive();
    }

    @Test
    void columnsMayBeRenamedCastAndTakenOutOfJson() throws Exception {
        assertThat(rows(
                                "select=number:sequence_id::text,data->tag->>k,data->list->0,day:timestamp::date&limit=1",
                                false)
                        .json()
                        .replace(" ", ""))
                .isEqualTo("[{\"number\":\"1\",\"k\":\"1\",\"list\":\"w\",\"day\":\""
                        + START.toString().substring(0, 10) + "\"}]");
        assertThat(new JsonArray(rows("select=\"o\\\"dd'$1\":source&limit=1", false)
                                .json())
                        .getJsonObject(0)
                        .getMap())
                .isEqualTo(Map.of("o\"dd'$1", STORED.get(0).source()));
    }

    @Test
    void rowsComeInTheOrderAskedForAndThenByPosition() throws Exception {
        List<Long> byCategory = STORED.stream()
                .sorted(Comparator.comparing(
                                (MonitoringEvent event) -> event.category().label())
                        .reversed()
                        .thenComparing(MonitoringEvent::sequenceId))
                .map(MonitoringEvent::sequenceId)
                .toList();
        assertThat(numbers(rows("select=sequence_id&order=category.desc", false)))
                .isEqualTo(byCategory);

        List<Long> byLevel = numbers(rows("select=sequence_id&order=data->>level.nullsfirst,data->n.desc", false));
        assertThat(byLevel.subList(0, 75))
                .allMatch(n -> LEVELS.get((int) (n % 4)).equals("null"));
        assertThat(byLevel.subList(0, 75)).isSortedAccordingTo(Comparator.reverseOrder());
        List<Long> nullsLast = numbers(rows("select=sequence_id&order=data->>level.desc.nullslast", false));
        assertThat(nullsLast.subList(225, 300)).allMatch(n -> n % 4 == 2);
    }

    @Test
    void limitAndOffsetCutAndTheCountDoesNotMind() throws Exception {
        RestAnswer.Rows rows = rows("select=sequence_id&order=sequence_id.desc&limit=3&offset=5", true);

        assertThat(numbers(rows)).containsExactly(295L, 294L, 293L);
        assertThat(rows.total()).hasValue(300);
        assertThat(rows("offset=1000", true)).isEqualTo(new RestAnswer.Rows("[]", 0, OptionalLong.of(300)));
        assertThat(rows("limit=0", false)).isEqualTo(new RestAnswer.Rows("[]", 0, OptionalLong.empty()));
    }

    @Test
    void whereOnlyTheNumberOfRowsIsWantedNoneIsWritten() throws Exception {
        RestQuery query = new RestQueryReader(parameters("category=eq.debug")).query(null, true, false);

        RestAnswer.Rows rows = (RestAnswer.Rows) await(store.reading().rest(query));

        assertThat(rows.rows()).isEqualTo(60);
        assertThat(rows.total()).hasValue(60);
        assertThat(rows.json()).doesNotContain("{");
    }

    @ParameterizedTest
    @CsvSource({
        "id=eq.nonsense, 400, 22P02",
        "sequence_id=eq.1.5, 400, 22P02",
        "sequence_id=eq.99999999999999999999, 400, 22003",
        "timestamp=gt.yesterdays, 400, 22007",
        "timestamp=gt.2026-13-45, 400, 22008",
        "data=eq.{, 400, 22P02",
        "adapters=cs.realtime, 400, 22P02",
        "event_type=match.(, 400, 2201B",
        "select=id::int, 400, 42846",
        "select=source::int, 400, 22P02"
    })
    void aValueThatIsNoneOfItsColumnsTypeIsToldWithPostgresCode(String query, int status, String code)
            throws Exception {
        RestAnswer answer =
                await(store.reading().rest(new RestQueryReader(parameters(query)).query(null, false, true)));

        assertThat(answer).isInstanceOf(RestAnswer.Refused.class);
        RestError error = ((RestAnswer.Refused) answer).error();
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.getMessage()).isNotBlank();
    }

    @Test
    void aValueThatIsNestedTooDeepIsTheClientsMistake() throws Exception {
        String deep = "[".repeat(100_000);

        RestAnswer answer = await(store.reading().rest(query("data=eq." + deep)));

        assertThat(((RestAnswer.Refused) answer).error().code()).isEqualTo("54001");
    }

    @Test
    void aQuestionThatTakesTooLongIsToldSoAndTheNextIsAnswered() throws Exception {
        String slow = "{\"t\":\"" + "x".repeat(199_999) + "\"}";
        try (TestDatabase other = TestDatabase.migrated()) {
            PgEventStore hasty = await(PgEventStore.connect(VERTX, other.daemon(), 1, Duration.ofMillis(300)));
            await(hasty.write(List.of(Events.event(1, START, slow)), false));
            // Whether so many are a multiple of some number: they are prime, and every number is tried.
            RestAnswer answer = await(hasty.reading().rest(query("data->>t=match.^(xx%2B)\\1%2B$")));

            assertThat(((RestAnswer.Refused) answer).error().code()).isEqualTo("57014");
            assertThat(((RestAnswer.Rows) await(hasty.reading().rest(query("select=id")))).rows())
                    .isEqualTo(1);
            await(hasty.close());
        }
    }

    @Test
    void anAnswerOfLargeRowsIsCutWhereItIsLarge() throws Exception {
        try (TestDatabase other = TestDatabase.migrated()) {
            PgEventStore large = await(PgEventStore.connect(VERTX, other.daemon(), 1, Duration.ofSeconds(5)));
            String data = "{\"t\":\"" + "x".repeat(200_000) + "\"}";
            await(large.write(
                    LongStream.rangeClosed(1, 60)
                            .mapToObj(n -> Events.event(n, START, data))
                            .toList(),
                    false));

            RestAnswer.Rows rows = (RestAnswer.Rows) await(large.reading().rest(query("select=data")));

            assertThat(rows.rows()).isBetween(16L, 30L);
            assertThat(new JsonArray(rows.json())).hasSize((int) rows.rows());
            assertThat(((RestAnswer.Rows) await(large.reading().rest(query("select=id")))).rows())
                    .isEqualTo(60);
            await(large.close());
        }
    }

    private static RestQuery query(String text) {
        return new RestQueryReader(parameters(text)).query(null, false, true);
    }

    private static Arguments filter(String query, Predicate<MonitoringEvent> oracle) {
        return Arguments.of(query, oracle);
    }

    private static Predicate<MonitoringEvent> source(String text) {
        return event -> event.source().equals(text);
    }

    private static String level(MonitoringEvent event) {
        return LEVELS.get((int) (event.sequenceId() % 4));
    }

    private static MonitoringEvent event(long n) {
        Instant at = START.plusSeconds(n);
        String data = "{\"a.b\":\"dotted\",\"level\":" + LEVELS.get((int) (n % 4)) + ",\"list\":[\"w\",\"x\"],\"n\":"
                + n + ",\"tag\":{\"k\":" + n % 5 + "}}";
        return new MonitoringEvent(
                new UUID(7, n),
                TYPES.get((int) (n % 4)),
                CATEGORIES.get((int) (n % 5)),
                at,
                at,
                SOURCES.get((int) (n % 7)),
                data,
                "{}",
                "node-1",
                n,
                OptionalLong.empty(),
                ROUTES.get((int) (n / 3 % 4)),
                n % 3,
                "%08x".formatted(n),
                ChecksumAlgorithm.CRC32);
    }

    private static List<Long> numbers(RestAnswer.Rows rows) {
        return new JsonArray(rows.json())
                .stream().map(row -> ((JsonObject) row).getLong("sequence_id")).toList();
    }

    private static RestAnswer.Rows rows(String query, boolean counted) throws Exception {
        RestAnswer answer =
                await(store.reading().rest(new RestQueryReader(parameters(query)).query(null, counted, true)));
        assertThat(answer)
                .as(() -> ((RestAnswer.Refused) answer).error().getMessage())
                .isInstanceOf(RestAnswer.Rows.class);
        return (RestAnswer.Rows) answer;
    }

    private static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new TreeMap<>();
        for (String pair : query.split("&", -1)) {
            int at = pair.indexOf('=');
            if (at > 0) {
                parameters
                        .computeIfAbsent(decode(pair.substring(0, at)), name -> new ArrayList<>())
                        .add(decode(pair.substring(at + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
