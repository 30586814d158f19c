package dev.crossfade.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.ReceiverFigures;
import dev.crossfade.config.Alerts.Receiver;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for receivers of both kinds, against a real HTTP server that is well, away, slow or broken. */
final class ReceiversContractTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pace BRISK = new Pace(
            Duration.ofMillis(500),
            Duration.ofMillis(300),
            2,
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            2,
            Duration.ofMillis(100),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1));
    private static final Handler<HttpServerRequest> SILENT = request -> {};
    private static final Handler<HttpServerRequest> CUTTING =
            request -> request.connection().close();
    private static final Handler<HttpServerRequest> HALF_CUTTING = request -> {
        request.response().putHeader("Content-Length", "100").write("half");
        request.connection().close();
    };

    private final Vertx vertx = Vertx.vertx();
    private PretendReceiver server;
    private PretendReceiver other;
    private ReceiversWriter writer;

    @BeforeEach
    void start() {
        server = new PretendReceiver(vertx);
        other = new PretendReceiver(vertx);
        writer = new ReceiversWriter(vertx, "node1", Map.of("HOOK_KEY", "Jefe")::get, BRISK, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @ParameterizedTest
    @EnumSource(Receiver.Type.class)
    void aChangeIsToldWithItsLabelsAsTextAndItsValueBesides(Receiver.Type type) {
        follow(receiver("one", type, server));
        tell(Changes.firing("slow"));

        await(() -> server.taken().count() == 1);
        PretendReceiver.Letter letter = server.taken().findFirst().orElseThrow();
        assertThat(letter.path()).isEqualTo(type == Receiver.Type.WEBHOOK ? "/hook" : "/hook/api/v2/alerts");
        assertThat(letter.alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.getJsonObject("labels"))
                    .isEqualTo(new JsonObject()
                            .put("alertname", "slow")
                            .put("severity", "warning")
                            .put("node", "node1")
                            .put("adapter", "realtime"));
            assertThat(alert.getJsonObject("annotations"))
                    .isEqualTo(new JsonObject()
                            .put("summary", "delivery_p95_ms > 500")
                            .put("threshold", "500.0")
                            .put("value", "612.5"));
            assertThat(alert.getString("startsAt")).isEqualTo("2026-11-21T06:00:00.000000Z");
        });
    }

    @ParameterizedTest
    @EnumSource(Receiver.Type.class)
    void aResolvedAlertHasTheTimeOfItsEnd(Receiver.Type type) {
        follow(receiver("one", type, server));
        tell(Changes.resolved("slow"));

        await(() -> server.taken().count() == 1);
        assertThat(server.taken().findFirst().orElseThrow().alerts().get(0).getString("endsAt"))
                .isEqualTo("2026-11-21T06:01:30.000000Z");
    }

    @ParameterizedTest
    @EnumSource(Receiver.Type.class)
    void aReceiverThatIsAwayForAWhileIsToldOfEveryAlertOnceItIsBack(Receiver.Type type) {
        server.goAway();
        follow(receiver("one", type, server));
        for (int i = 0; i < 5; i++) {
            tell(Changes.firing("alert" + i));
        }
        await(() -> figures("one").breaker() == BreakerState.OPEN);
        assertThat(figures("one").waiting()).isEqualTo(5);
        server.comeBack();

        await(() -> figures("one").waiting() == 0);
        assertThat(server.taken().flatMap(letter -> letter.alerts().stream()).map(ReceiversContractTest::nameOf))
                .containsExactly("alert0", "alert1", "alert2", "alert3", "alert4");
        await(() -> figures("one").breaker() == BreakerState.CLOSED);
        assertThat(figures("one").failures()).isPositive();
        assertThat(figures("one").lost()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "WEBHOOK, 500",
        "WEBHOOK, 503",
        "WEBHOOK, 302",
        "WEBHOOK, 404",
        "WEBHOOK, 429",
        "ALERTMANAGER, 500",
        "ALERTMANAGER, 302"
    })
    void anotherStatusThan2xxIsNotTakenAndTriedAgain(Receiver.Type type, int status) {
        server.behave(request -> request.response()
                .putHeader("Location", other.url())
                .setStatusCode(status)
                .end());
        follow(receiver("one", type, server));
        tell(Changes.firing("slow"));
        await(() -> server.came() >= 3);
        assertThat(figures("one").waiting()).isOne();
        server.behave(PretendReceiver.WELL);

        await(() -> figures("one").waiting() == 0);
        assertThat(server.taken()).hasSize(1);
        assertThat(other.came()).isZero();
        assertThat(figures("one").lastError()).isEqualTo("it answered " + status);
    }

    @ParameterizedTest
    @EnumSource(Receiver.Type.class)
    void aReceiverThatCutsTheConnectionIsTriedAgain(Receiver.Type type) {
        server.behave(CUTTING);
        follow(receiver("one", type, server));
        tell(Changes.firing("slow"));
        await(() -> server.came() >= 3);
        server.behave(PretendReceiver.WELL);

        await(() -> figures("one").waiting() == 0);
        assertThat(server.taken()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Receiver.Type.class)
    void aReceiverThatDoesNotAnswerIsGivenUpInTimeAndHoldsNoOtherUp(Receiver.Type type) {
        server.behave(SILENT);
        follow(receiver("silent", type, server), receiver("well", type, other));
        tell(Changes.firing("slow"));

        await(() -> figures("well").waiting() == 0);
        await(() -> figures("silent").breaker() == BreakerState.OPEN);
        tell(Changes.resolved("slow"));
        await(() -> figures("well").waiting() == 0 && figures("well").sent() == 2);
        assertThat(figures("silent").waiting()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Receiver.Type.class)
    void whatFollowsTheStatusOfAnAnswerDoesNotMatter(Receiver.Type type) {
        for (Handler<HttpServerRequest> answer : List.of(HALF_CUTTING, endless(), dripping())) {
            server.behave(answer);
            follow(receiver("one", type, server));
            tell(Changes.firing("slow"));
            await(() -> figures("one").waiting() == 0);
            follow();
        }
        assertThat(server.came()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Receiver.Type.class)
    void whatIsRefusedForGoodIsCountedAndTheNextIsTold(Receiver.Type type) {
        server.behave(request -> request.response().setStatusCode(422).end());
        follow(receiver("one", type, server));
        tell(Changes.firing("bad"));
        await(() -> figures("one").lost() == 1);
        server.behave(PretendReceiver.WELL);
        tell(Changes.firing("good"));

        await(() -> figures("one").sent() == 1);
        assertThat(figures("one").waiting()).isZero();
        assertThat(figures("one").lost()).isOne();
    }

    @ParameterizedTest
    @EnumSource(Receiver.Type.class)
    void aNewReceiverIsToldOfWhatFiresAndAnUnchangedOneIsNotToldAgain(Receiver.Type type) {
        follow(receiver("one", type, server));
        AlertChanged firing = Changes.firing("slow");
        tell(firing);
        await(() -> figures("one").sent() == 1);
        run(() -> {
            writer.follow(List.of(receiver("one", type, server), receiver("two", type, other)), List.of(firing));
            return null;
        });

        await(() -> figures("two").sent() == 1);
        assertThat(server.came()).isOne();
        assertThat(other.taken()).singleElement().satisfies(letter -> assertThat(letter.alerts())
                .hasSize(1));
    }

    @ParameterizedTest
    @EnumSource(Receiver.Type.class)
    void whatWaitsAtTheEndIsTriedOnceMoreForASecondAtMost(Receiver.Type type) {
        server.behave(SILENT);
        follow(receiver("silent", type, server), receiver("well", type, other));
        run(() -> {
            List.of(Changes.firing("last")).forEach(change -> writer.tell(List.of(change)));
            return null;
        });
        long began = System.nanoTime();
        run(() -> writer.close()).await();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(other.taken()).hasSize(1);
    }

    @Test
    void aWebhookIsSignedOverTheBodyAsItCame() {
        follow(new Receiver("one", Receiver.Type.WEBHOOK, URI.create(server.url()), Optional.of("HOOK_KEY")));
        tell(Changes.firing("slow"));

        await(() -> server.taken().count() == 1);
        PretendReceiver.Letter letter = server.taken().findFirst().orElseThrow();
        assertThat(letter.signature())
                .isEqualTo(new Signature("Jefe").of(letter.body().getBytes()));
    }

    @Test
    void aWebhookIsToldEveryTurnOnceAndInOrderAlsoAfterAnOutage() {
        server.behave(request -> request.response().setStatusCode(503).end());
        follow(receiver("one", Receiver.Type.WEBHOOK, server));
        for (int i = 0; i < 130; i++) {
            tell(Changes.firing("a"), Changes.resolved("a"));
        }
        server.behave(PretendReceiver.WELL);

        await(() -> figures("one").waiting() == 0);
        List<JsonObject> alerts =
                server.taken().flatMap(letter -> letter.alerts().stream()).toList();
        assertThat(alerts)
                .extracting(alert -> alert.getString("id"))
                .hasSize(260)
                .doesNotHaveDuplicates();
        assertThat(alerts)
                .extracting(alert -> alert.getString("status"))
                .isEqualTo(Stream.generate(() -> List.of("firing", "resolved"))
                        .limit(130)
                        .flatMap(List::stream)
                        .toList());
    }

    private Handler<HttpServerRequest> endless() {
        return request -> {
            request.response().setChunked(true);
            vertx.setPeriodic(1, timer -> {
                if (request.response().closed()) {
                    vertx.cancelTimer(timer);
                } else {
                    request.response().write(Buffer.buffer(new byte[16 << 10]));
                }
            });
        };
    }

    private Handler<HttpServerRequest> dripping() {
        return request -> request.response().setChunked(true).write("a");
    }

    private static String nameOf(JsonObject alert) {
        return alert.getJsonObject("labels").getString("alertname");
    }

    private static Receiver receiver(String name, Receiver.Type type, PretendReceiver server) {
        return new Receiver(name, type, URI.create(server.url() + "/hook"), Optional.empty());
    }

    private void follow(Receiver... receivers) {
        run(() -> {
            writer.follow(List.of(receivers), List.of());
            return null;
        });
    }

    private void tell(AlertChanged... changes) {
        run(() -> {
            writer.tell(List.of(changes));
            return null;
        });
    }

    private ReceiverFigures figures(String name) {
        return run(() -> writer.figures()).stream()
                .filter(figures -> figures.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** On the one context that it all belongs to. */
    private <T> T run(Callable<T> work) {
        return loop.run(work);
    }

    private final Loop loop = new Loop(vertx);

    private static void await(Callable<Boolean> condition) {
        Waiting.until(PATIENCE, "the receivers are told", condition);
    }

    /** One event loop, to run things on from a test. */
    private static final class Loop {
        private final io.vertx.core.Context context;

        Loop(Vertx vertx) {
            this.context = vertx.getOrCreateContext();
        }

        <T> T run(Callable<T> work) {
            io.vertx.core.Promise<T> done = io.vertx.core.Promise.promise();
            context.runOnContext(now -> {
                try {
                    done.complete(work.call());
                } catch (Exception failed) {
                    done.fail(failed);
                }
            });
            return done.future().await();
        }
    }
}
