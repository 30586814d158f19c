package dev.crossfade.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedAdvanced;
import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedPosition;
import dev.crossfade.bus.FeedQuery;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed beside a pretended persistence, which is asked, and answers when the test says so. */
class FeedVerticleTest {
    private static final long END = Long.MAX_VALUE;

    private final Vertx vertx = Vertx.vertx();
    private final PretendPersistence persistence = new PretendPersistence();
    private final BlockingQueue<FeedAdvanced> advanced = new LinkedBlockingQueue<>();

    @BeforeEach
    void deploy() {
        LocalCodec.register(vertx);
        Topics.FEED_ADVANCED.listen(vertx, advanced::add);
        vertx.deployVerticle(persistence).await();
        vertx.deployVerticle(new FeedVerticle()).await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void beforeTheDatabaseIsKnownNothingIsAnswered() {
        assertThat(catchThrowable(() -> ask(0, END, 10))).isInstanceOf(Unavailable.class);
    }

    @Test
    void itBeginsWhereTheDatabaseIsAndReadsWhatComes() throws Exception {
        position(100, 40);
        position(103, 40);
        Asked asked = persistence.next();
        assertThat(asked.query()).isEqualTo(new FeedQuery(100, 103, FeedQuery.MOST_ROWS));
        asked.answer(new FeedPage(Rows.rows(101, 103), 103, 40));

        awaitAdvanced(103);
        assertThat(Rows.positions(ask(100, END, 10).rows())).containsExactly(101L, 102L, 103L);
        assertThat(ask(101, 102, 10)).isEqualTo(new FeedPage(Rows.rows(102, 102), 102, 40));
        assertThat(ask(100, END, 2).upTo()).isEqualTo(102);
        assertThat(ask(103, END, 10)).isEqualTo(new FeedPage(List.of(), 103, 40));
        assertThat(persistence.asked).isEmpty();
    }

    @Test
    void whereItBeginsIsToldBeforeItReadsOn() throws Exception {
        position(100, 40);
        position(103, 40);

        assertThat(advanced.poll(10, TimeUnit.SECONDS)).isEqualTo(new FeedAdvanced(100, 40));
        persistence.next().answer(new FeedPage(Rows.rows(101, 103), 103, 40));
    }

    @Test
    void oneQuestionIsUnderWayAndTheNextGoesOnWhereItsAnswerEnds() throws Exception {
        position(0, 0);
        position(5, 0);
        Asked first = persistence.next();
        position(7, 0);
        position(9, 0);
        assertThat(advanced.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(persistence.asked).isEmpty();

        first.answer(new FeedPage(Rows.rows(1, 3), 3, 0));
        Asked second = persistence.next();
        assertThat(second.query()).isEqualTo(new FeedQuery(3, 9, FeedQuery.MOST_ROWS));
        second.answer(new FeedPage(List.of(), 9, 0));

        awaitAdvanced(9);
        assertThat(ask(0, END, 10)).isEqualTo(new FeedPage(Rows.rows(1, 3), 9, 0));
    }

    @Test
    void aFailedQuestionIsAskedAgainAndNothingIsSkipped() throws Exception {
        position(0, 0);
        position(5, 0);
        persistence.next().fail();
        position(8, 0);
        Asked again = persistence.next();
        assertThat(again.query()).isEqualTo(new FeedQuery(0, 8, FeedQuery.MOST_ROWS));
        again.answer(new FeedPage(Rows.rows(1, 8), 8, 0));

        awaitAdvanced(8);
        assertThat(Rows.positions(ask(0, END, 10).rows())).hasSize(8);
    }

    @Test
    void whatTheWindowDoesNotHoldIsAskedOfTheDatabaseUpToWhereTheFeedIs() throws Exception {
        position(100, 0);
        Future<FeedPage> replay = Endpoints.FEED.ask(vertx, new FeedQuery(10, END, 3));

        Asked asked = persistence.next();
        assertThat(asked.query()).isEqualTo(new FeedQuery(10, 100, 3));
        asked.answer(new FeedPage(Rows.rows(11, 13), 13, 5));
        assertThat(replay.await()).isEqualTo(new FeedPage(Rows.rows(11, 13), 13, 5));
    }

    @Test
    void fourReplaysAtOnceAndTheOthersWaitAndTheFeedItselfDoesNot() throws Exception {
        position(100, 0);
        List<Future<FeedPage>> replays = IntStream.range(0, 7)
                .mapToObj(n -> Endpoints.FEED.ask(vertx, new FeedQuery(n, 50, 3)))
                .toList();
        List<Asked> begun = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            begun.add(persistence.next());
        }
        position(101, 0);
        Asked follows = persistence.next();
        assertThat(follows.query().after()).isEqualTo(100);
        assertThat(persistence.asked).isEmpty();

        begun.get(1).fail();
        begun.get(0).answer(new FeedPage(List.of(), 50, 0));
        assertThat(persistence.next().query().after()).isEqualTo(4);
        assertThat(persistence.next().query().after()).isEqualTo(5);
        assertThat(replays.get(0).await().upTo()).isEqualTo(50);
        assertThat(catchThrowable(() -> replays.get(1).await())).isInstanceOf(Unavailable.class);
    }

    @Test
    void aDatabaseThatWentBackIsFollowedFromThereAndALateAnswerOfBeforeIsOfNoUse() throws Exception {
        position(100, 0);
        position(110, 0);
        Asked late = persistence.next();
        position(50, 0);
        position(52, 0);
        late.answer(new FeedPage(Rows.rows(101, 110), 110, 0));

        Asked anew = persistence.next();
        assertThat(anew.query()).isEqualTo(new FeedQuery(50, 52, FeedQuery.MOST_ROWS));
        anew.answer(new FeedPage(Rows.rows(51, 52), 52, 0));
        awaitAdvanced(52);
        assertThat(Rows.positions(ask(50, END, 10).rows())).containsExactly(51L, 52L);
    }

    @Test
    void whereItIsIsToldAgainAndAgain() throws Exception {
        position(100, 7);

        assertThat(advanced.poll(10, TimeUnit.SECONDS)).isEqualTo(new FeedAdvanced(100, 7));
        assertThat(advanced.poll(10, TimeUnit.SECONDS)).isEqualTo(new FeedAdvanced(100, 7));
    }

    private void position(long newest, long dropped) {
        Topics.FEED_POSITION.publish(vertx, new FeedPosition(newest, dropped));
    }

    private FeedPage ask(long after, long upTo, int limit) {
        return Endpoints.FEED.ask(vertx, new FeedQuery(after, upTo, limit)).await();
    }

    private void awaitAdvanced(long position) throws InterruptedException {
        FeedAdvanced told;
        do {
            told = advanced.poll(10, TimeUnit.SECONDS);
            assertThat(told).as("the feed is at %d", position).isNotNull();
        } while (told.position() != position);
    }

    private record Asked(FeedQuery query, Promise<FeedPage> promise) {
        void answer(FeedPage page) {
            promise.complete(page);
        }

        void fail() {
            promise.fail(new Unavailable("away"));
        }
    }

    private static final class PretendPersistence extends VerticleBase {
        private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

        @Override
        public Future<?> start() {
            Endpoints.STORED_FEED.serve(vertx, query -> {
                Promise<FeedPage> promise = Promise.promise();
                asked.add(new Asked(query, promise));
                return promise.future();
            });
            return Future.succeededFuture();
        }

        Asked next() throws InterruptedException {
            Asked next = asked.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("a question").isNotNull();
            return next;
        }
    }
}
