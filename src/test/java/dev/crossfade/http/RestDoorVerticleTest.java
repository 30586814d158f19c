package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.RestAnswer;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.rest.RestError;
import dev.crossfade.rest.RestQuery;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for PostgREST clients, before a database that says what a test wants it to. */
class RestDoorVerticleTest {
    private static final String TABLE = "/rest/v1/monitoring_events";
    private static final String ORIGIN = "https://shop.example";
    private static final String READER = "reader-key";
    private static final String SENDER = "sender-key";
    private static Doors doors;
    private MessageConsumer<RestQuery> database;

    @BeforeAll
    static void open() throws Exception {
        doors = Doors.open(TestSettings.yaml("""
                http: { allowed_origins: ["%s"] }
                auth:
                  mode: keys
                  keys:
                    - { name: reader, roles: [read], sha256: "%s" }
                    - { name: sender, roles: [ingest], sha256: "%s" }
                """.formatted(ORIGIN, sha256(READER), sha256(SENDER))));
    }

    @AfterAll
    static void close() {
        doors.close();
    }

    @AfterEach
    void leave() {
        if (database != null) {
            database.unregister().await();
        }
    }

    @Test
    void rowsComeAsAnArrayWithTheirRange() throws Exception {
        answers(new RestAnswer.Rows("[{\"id\":1},{\"id\":2}]", 2, OptionalLong.empty()));

        HttpResponse<String> response = get(TABLE + "?select=id&offset=5", "accept-profile", "monitoring");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("[{\"id\":1},{\"id\":2}]");
        assertThat(header(response, "content-type")).startsWith("application/json");
        assertThat(header(response, "content-range")).isEqualTo("5-6/*");
        assertThat(header(response, "content-profile")).isEqualTo("monitoring");
    }

    @Test
    void aCountIsInTheRangeAndMakesAPartOfAllPartial() throws Exception {
        answers(new RestAnswer.Rows("[{\"id\":1},{\"id\":2}]", 2, OptionalLong.of(25)));

        HttpResponse<String> response = get(TABLE + "?limit=2", "prefer", "count=exact");

        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(header(response, "content-range")).isEqualTo("0-1/25");
    }

    @Test
    void nothingFoundIsAnEmptyArray() throws Exception {
        answers(new RestAnswer.Rows("[]", 0, OptionalLong.of(0)));

        HttpResponse<String> response = get(TABLE, "prefer", "count=exact");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("[]");
        assertThat(header(response, "content-range")).isEqualTo("*/0");
    }

    @Test
    void aRangeBehindTheLastRowIsRefusedWhereItIsCounted() throws Exception {
        answers(new RestAnswer.Rows("[]", 0, OptionalLong.of(25)));

        HttpResponse<String> response = get(TABLE + "?offset=100", "prefer", "count=exact");

        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(error(response).getString("code")).isEqualTo("PGRST103");
        assertThat(error(response).getString("details"))
                .isEqualTo("An offset of 100 was requested, but there are only 25 rows.");
    }

    @Test
    void oneObjectIsGivenWhereThereIsExactlyOne() throws Exception {
        answers(new RestAnswer.Rows("[{\"id\":1}]", 1, OptionalLong.empty()));
        assertThat(get(TABLE, "accept", "application/vnd.pgrst.object+json").body())
                .isEqualTo("{\"id\":1}");
        leave();

        answers(new RestAnswer.Rows("[{},{},{}]", 3, OptionalLong.empty()));
        HttpResponse<String> response = get(TABLE, "accept", "application/vnd.pgrst.object+json");
        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(error(response))
                .isEqualTo(new JsonObject()
                        .put("code", "PGRST116")
                        .put("details", "The result contains 3 rows")
                        .putNull("hint")
                        .put("message", "Cannot coerce the result to a single JSON object"));
    }

    @Test
    void headSaysHowManyThereAreWithoutThem() throws Exception {
        database = Endpoints.REST.serve(
                doors.vertx(),
                query -> Future.succeededFuture(
                        new RestAnswer.Rows(query.bodied() ? "[{}]" : "[]", 7, OptionalLong.of(7))));

        HttpResponse<String> response = doors.send(doors.request(TABLE + "?select=*")
                .header("apikey", READER)
                .header("prefer", "count=exact")
                .method("HEAD", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "content-range")).isEqualTo("0-6/7");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void rowsComeAsCsvToo() throws Exception {
        answers(new RestAnswer.Rows("[{\"id\":1,\"source\":\"a,b\"}]", 1, OptionalLong.empty()));

        HttpResponse<String> response = get(TABLE + "?select=id,source", "accept", "text/csv");

        assertThat(response.body()).isEqualTo("id,source\n1,\"a,b\"");
        assertThat(header(response, "content-type")).startsWith("text/csv");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /rest/v1/nothing, accept-profile, public, 404, PGRST205",
        "GET, /rest/v1/nothing/more, accept-profile, public, 404, PGRST125",
        "GET, /rest/v1/, accept-profile, public, 404, PGRST125",
        "GET, /rest/v1/rpc/f, accept-profile, public, 404, PGRST202",
        "GET, /rest/v1/monitoring_events, accept-profile, pg_catalog, 406, PGRST106",
        "GET, /rest/v1/monitoring_events, accept, application/vnd.pgrst.plan+text, 406, PGRST107",
        "GET, /rest/v1/monitoring_events?nothing=eq.1, accept, */*, 400, 42703",
        "GET, /rest/v1/monitoring_events?id=1, accept, */*, 400, PGRST100",
        "PATCH, /rest/v1/monitoring_events, content-profile, public, 405, PGRST117",
        "DELETE, /rest/v1/monitoring_events?id=eq.1, content-profile, public, 405, PGRST117",
        "PUT, /rest/v1/monitoring_events, content-profile, public, 405, PGRST117",
        "GET, /rest/v1/monitoring_events, apikey, wrong, 401, PGRST301",
        "GET, /rest/v1/monitoring_events, authorization, Bearer wrong, 401, PGRST301",
        "POST, /rest/v1/monitoring_events, prefer, x, 403, 42501"
    })
    void aMistakeIsToldAsPostgrestTellsIt(
            String method, String path, String header, String value, int status, String code) throws Exception {
        HttpRequest.Builder request = doors.request(path).method(method, BodyPublishers.ofString(""));
        if (!header.equals("apikey")) {
            request.header("apikey", READER);
        }
        HttpResponse<String> response = doors.send(request.header(header, value));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(error(response).fieldNames()).containsExactly("code", "details", "hint", "message");
        assertThat(error(response).getString("code")).isEqualTo(code);
        assertThat(error(response).getString("message")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "DELETE"})
    void aPageOfAnAllowedOriginIsToldThatEventsNeverChange(String method) throws Exception {
        assertThat(preflight(ORIGIN, method)
                        .headers()
                        .firstValue("access-control-allow-methods")
                        .orElse(""))
                .contains(method);

        HttpResponse<String> response = doors.send(doors.request(TABLE)
                .header("apikey", READER)
                .header("origin", ORIGIN)
                .method(method, BodyPublishers.ofString("{}")));
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(header(response, "access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(error(response).getString("details")).startsWith("Events never change");
    }

    @Test
    void thePreflightOfAnyOtherOriginIsForbiddenWithTheReason() throws Exception {
        HttpResponse<String> response = preflight("http://elsewhere.example", "POST");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("http.allowed_origins");
        assertThat(response.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    private static HttpResponse<String> preflight(String origin, String method) throws Exception {
        return doors.send(doors.request(TABLE)
                .header("origin", origin)
                .header("access-control-request-method", method)
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    @Test
    void whatTheDatabaseRefusesIsTheClientsToRead() throws Exception {
        answers(new RestAnswer.Refused(
                new RestError(400, "22P02", "invalid input syntax for type uuid: \"x\"", null, null)));

        HttpResponse<String> response = get(TABLE + "?id=eq.x", "accept", "*/*");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).getString("code")).isEqualTo("22P02");
    }

    @Test
    void aDatabaseThatIsAwayIsToldWithWhenToTryAgain() throws Exception {
        database = Endpoints.REST.serve(
                doors.vertx(), query -> Future.failedFuture(new Unavailable("the database is not reachable")));

        HttpResponse<String> response = get(TABLE, "accept", "*/*");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(header(response, "retry-after")).isEqualTo("5");
        assertThat(error(response).getString("code")).isEqualTo("PGRST000");
        assertThat(error(response).getString("message")).isEqualTo("the database is not reachable");
    }

    @Test
    void anInsertIsAcceptedWithoutABody() throws Exception {
        HttpResponse<String> response =
                insert("[{\"event_type\":\"a\"},{\"event_type\":\"b\"}]", "prefer", "count=exact");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "content-range")).isEqualTo("*/2");
    }

    @Test
    void whatWasInsertedComesBackAsSelected() throws Exception {
        // Other records are in the log too.
        insert("[{\"event_type\":\"x\"},{\"event_type\":\"y\"}]", "prefer", "");
        HttpResponse<String> response = send(
                TABLE + "?columns=\"event_type\",\"data\"&select=event_type,place:position,data-%3E%3En,created_at",
                "[{\"event_type\":\"a\",\"data\":{\"n\":1.50}},{\"event_type\":\"b\",\"source\":\"s\"}]",
                "prefer",
                "return=representation");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body())
                .isEqualTo("[{\"event_type\":\"a\",\"place\":null,\"n\":\"1.5\",\"created_at\":null},"
                        + "{\"event_type\":\"b\",\"place\":null,\"n\":null,\"created_at\":null}]");
        assertThat(header(response, "preference-applied")).isEqualTo("return=representation");
    }

    @Test
    void oneInsertedRowMayComeBackAsAnObject() throws Exception {
        HttpResponse<String> response = doors.send(doors.request(TABLE + "?select=*")
                .header("apikey", SENDER)
                .header("content-type", "application/json")
                .header("prefer", "return=representation")
                .header("accept", "application/vnd.pgrst.object+json")
                .POST(BodyPublishers.ofString("{\"event_type\":\"single\",\"source\":\"s\"}")));

        JsonObject row = new JsonObject(response.body());
        assertThat(row.getString("event_type")).isEqualTo("single");
        assertThat(row.getString("category")).isEqualTo("system");
        assertThat(row.getLong("sequence_id")).isPositive();
        assertThat(row.getString("checksum")).hasSize(8);
    }

    @Test
    void severalRowsAreNotInsertedWhereOneObjectIsAskedFor() throws Exception {
        long before = doors.log().stats().lastSequenceId();

        HttpResponse<String> response = doors.send(doors.request(TABLE + "?select=*")
                .header("apikey", SENDER)
                .header("content-type", "application/json")
                .header("prefer", "return=representation")
                .header("accept", "application/vnd.pgrst.object+json")
                .POST(BodyPublishers.ofString("[{\"event_type\":\"a\"},{\"event_type\":\"b\"}]")));

        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(error(response).getString("code")).isEqualTo("PGRST116");
        assertThat(doors.log().stats().lastSequenceId()).isEqualTo(before);
    }

    @Test
    void oneRowThatIsRefusedRefusesAll() throws Exception {
        long before = doors.log().stats().lastSequenceId();

        HttpResponse<String> response =
                insert("[{\"event_type\":\"a\"},{\"id\":\"x\",\"event_type\":\"b\"}]", "prefer", "");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).getString("code")).isEqualTo("23514");
        assertThat(error(response).getString("message")).startsWith("id: ");
        assertThat(error(response).getString("details")).startsWith("row 1: id: ");
        assertThat(doors.log().stats().lastSequenceId()).isEqualTo(before);
    }

    @Test
    void whatIsKnownAlreadyIsNoErrorAndNotInsertedAgain() throws Exception {
        String row = "{\"id\":\"" + UUID.randomUUID() + "\",\"event_type\":\"a\"}";
        insert(row, "prefer", "");
        long before = doors.log().stats().lastSequenceId();

        HttpResponse<String> again = insert(row, "prefer", "return=representation,resolution=ignore-duplicates");

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo("[]");
        assertThat(doors.log().stats().lastSequenceId()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                         | x                           | 400 | PGRST102",
                "''                        | x                           | 400 | PGRST102",
                "[{\"event_type\":\"a\"}   | x                           | 400 | PGRST102",
                "7                         | x                           | 400 | 23514",
                "{\"event_type\":\"a\"}    | resolution=merge-duplicates | 400 | 0A000"
            })
    void anInsertThatCannotBeTakenSaysWhy(String body, String prefer, int status, String code) throws Exception {
        HttpResponse<String> response = insert(body, "prefer", prefer);

        assertThat(error(response).getString("code")).isEqualTo(code);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @Test
    void aPageOfAnAllowedOriginMaySendWhatTheClientSends() throws Exception {
        HttpResponse<String> preflight = doors.send(doors.request(TABLE)
                .header("origin", ORIGIN)
                .header("access-control-request-method", "GET")
                .header("access-control-request-headers", "accept-profile,apikey,authorization,x-client-info")
                .method("OPTIONS", BodyPublishers.noBody()));

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(header(preflight, "access-control-allow-headers"))
                .contains("accept-profile", "content-profile", "prefer", "apikey", "x-client-info", "x-retry-count");
        answers(new RestAnswer.Rows("[]", 0, OptionalLong.empty()));
        HttpResponse<String> response = get(TABLE, "origin", ORIGIN);
        assertThat(header(response, "access-control-expose-headers")).contains("content-range");
    }

    @Test
    void aLongListFitsIntoTheAddress() throws Exception {
        answers(new RestAnswer.Rows("[]", 0, OptionalLong.empty()));
        StringBuilder ids = new StringBuilder(UUID.randomUUID().toString());
        while (ids.length() < 8000) {
            ids.append("%2C").append(UUID.randomUUID());
        }

        assertThat(get(TABLE + "?id=in.(" + ids + ")", "accept", "*/*").statusCode())
                .isEqualTo(200);
    }

    private void answers(RestAnswer answer) {
        database = Endpoints.REST.serve(doors.vertx(), query -> Future.succeededFuture(answer));
    }

    private static HttpResponse<String> get(String path, String header, String value) throws Exception {
        return doors.send(doors.request(path).header("apikey", READER).header(header, value));
    }

    private static HttpResponse<String> insert(String body, String header, String value) throws Exception {
        return send(TABLE + "?select=id", body, header, value);
    }

    private static HttpResponse<String> send(String path, String body, String header, String value) throws Exception {
        return doors.send(doors.request(path.replace("\"", "%22"))
                .header("apikey", SENDER)
                .header("authorization", "Bearer " + SENDER)
                .header("content-type", "application/json")
                .header(header, value)
                .POST(BodyPublishers.ofString(body)));
    }

    private static JsonObject error(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String sha256(String key) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    }
}
