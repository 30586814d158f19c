package dev.crossfade.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.bus.Mismatch;
import dev.crossfade.bus.Mismatch.Difference;
import dev.crossfade.bus.Mismatch.Verdict;
import dev.crossfade.bus.MismatchQuery;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.HmacKey;
import dev.crossfade.event.Integrity;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.testkit.AlteredEvent;
import dev.crossfade.testkit.Events;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each verdict, by the streams that lead to it. */
class StreamPairingTest {
    private static final HmacKey SIGNED = new HmacKey("key-1", "a secret of enough bytes");

    private final Streams streams = new Streams(1);

    @Test
    void anEventThatBothDeliveredTheSameMatches() {
        List<SealedEvent> events = streams.accept(3);
        streams.live(0, events);
        assertThat(streams.told()).isEqualTo(figures(3, 0, "pending=3"));
        streams.stored(0, Streams.rows(events));
        assertThat(streams.told()).isEqualTo(figures(3, 3, ""));
        assertThat(streams.total().recentComparisons()).isEqualTo(3);
        assertThat(streams.total().mismatchRate(3)).hasValue(0);
        assertThat(streams.total().mismatchRate(4)).isEmpty();
        streams.judge();
        assertThat(streams.told()).isEqualTo(figures(3, 3, ""));
    }

    @Test
    void everyInstanceHasToHaveDeliveredIt() {
        Streams two = new Streams(2);
        List<SealedEvent> events = two.accept(1);
        two.live(0, events);
        two.stored(0, Streams.rows(events));
        two.stored(1, Streams.rows(events));
        assertThat(two.told()).isEqualTo(figures(1, 0, "pending=1"));
        two.live(1, events);
        assertThat(two.told()).isEqualTo(figures(1, 1, ""));
    }

    @Test
    void oneThatTheWebsocketChangedIsToldWithWhatDiffers() {
        SealedEvent event = streams.accept(Category.CRITICAL);
        streams.live(0, List.of(Streams.corrupt(event)));
        streams.stored(0, Streams.rows(List.of(event)));

        assertThat(streams.told()).isEqualTo(figures(1, 0, "changed=1"));
        assertThat(streams.total().mismatchRate(1)).hasValue(1);
        Mismatch mismatch = mismatches().get(0);
        assertThat(mismatch.verdict()).isEqualTo(Verdict.CHANGED);
        assertThat(mismatch.adapter()).isEqualTo(Adapter.WEBSOCKET);
        assertThat(mismatch.severity()).isEqualTo("critical");
        assertThat(mismatch.sentChecksum()).contains(event.event().checksum());
        assertThat(mismatch.receivedChecksum()).isPresent().isNotEqualTo(mismatch.sentChecksum());
        assertThat(mismatch.differences())
                .containsExactly(new Difference("data.items[0].price", Optional.of("1"), Optional.of("91")));
    }

    @Test
    void oneThatTheDatabaseChangedIsToldWithWhatDiffers() {
        SealedEvent event = streams.accept(Category.DEBUG);
        streams.live(0, List.of(event));
        streams.stored(0, List.of(Streams.corruptRow(event)));

        assertThat(streams.told()).isEqualTo(figures(1, 0, "changed=1"));
        assertThat(mismatches().get(0).adapter()).isEqualTo(Adapter.REALTIME);
        assertThat(mismatches().get(0).differences())
                .containsExactly(new Difference("data.items[0].price", Optional.of("1"), Optional.of("91")));
    }

    @Test
    void anotherEventInThePlaceOfOneIsAChange() {
        SealedEvent event = streams.accept(Category.SYSTEM);
        MonitoringEvent other = Events.event(1, event.event().receivedAt(), "{}");
        streams.live(0, List.of(event));
        streams.stored(0, List.of(new FeedRow(Events.stored(other, 1), Instant.EPOCH, Integrity.INTACT)));
        assertThat(streams.told()).isEqualTo(figures(1, 0, "changed=1"));
        assertThat(mismatches().get(0).differences())
                .extracting(Difference::path)
                .contains("checksum", "data");
    }

    @Test
    void oneWhoseKeyIsNotKnownAnyMoreIsUnverifiedAndNoMismatch() {
        SealedEvent event = streams.accept(Category.SYSTEM, SIGNED);
        streams.live(0, List.of(event));
        streams.stored(0, List.of(signedRow(event, Integrity.UNKNOWN_KEY)));

        assertThat(streams.told()).isEqualTo(figures(1, 0, "unverified=1"));
        assertThat(mismatches()).isEmpty();
    }

    @Test
    void oneThatIsSignedMatchesWhereItsKeyIsKnown() {
        SealedEvent event = streams.accept(Category.SYSTEM, SIGNED);
        streams.live(0, List.of(event));
        streams.stored(0, List.of(signedRow(event, Integrity.INTACT)));

        assertThat(streams.told()).isEqualTo(figures(1, 1, ""));
    }

    @Test
    void anotherNameOfTheKeyIsAChangeWhetherItIsKnownOrNot() {
        SealedEvent event = streams.accept(Category.SYSTEM, SIGNED);
        String json = new String(event.json(), StandardCharsets.UTF_8).replace("\"key-1\"", "\"key-0\"");
        MonitoringEvent renamed = new EventJson().decode(json.getBytes(StandardCharsets.UTF_8));
        streams.live(0, List.of(event));
        streams.stored(0, List.of(new FeedRow(renamed, Instant.EPOCH, Integrity.UNKNOWN_KEY)));

        assertThat(streams.told()).isEqualTo(figures(1, 0, "changed=1"));
        assertThat(mismatches().get(0).differences())
                .extracting(Difference::path)
                .containsExactly("checksum_key_id");
    }

    private static FeedRow signedRow(SealedEvent event, Integrity integrity) {
        return new FeedRow(event.event(), Instant.EPOCH, integrity);
    }

    @Test
    void aByteThatIsAnotherIsAChangeWhereverItStands() {
        SealedEvent event = streams.accept(Category.SYSTEM);
        byte[] json = new String(event.json(), StandardCharsets.UTF_8)
                .replace("\"metadata\":{}", "\"metadata\":{ }")
                .getBytes(StandardCharsets.UTF_8);
        streams.live(0, List.of(new SealedEvent(event.event(), json, true, event.verdict())));
        streams.stored(0, Streams.rows(List.of(event)));
        assertThat(streams.told()).isEqualTo(figures(1, 0, "changed=1"));
        assertThat(mismatches().get(0).note()).isEqualTo("no value differs, only their text");
    }

    @Test
    void oneThatAnAdapterPassedOverIsMissingWhenTheMatchWindowHasGoneBy() {
        List<SealedEvent> events = streams.accept(3);
        streams.live(0, events);
        streams.stored(0, Streams.rows(List.of(events.get(0), events.get(2))));
        streams.pass(Streams.MATCH_WINDOW.minusMillis(1));
        streams.tick();
        assertThat(streams.told()).isEqualTo(figures(3, 2, "pending=1"));
        streams.pass(Duration.ofMillis(1));
        streams.tick();
        assertThat(streams.told()).isEqualTo(figures(3, 2, "missing=0/1"));
        Mismatch mismatch = mismatches().get(0);
        assertThat(mismatch.verdict()).isEqualTo(Verdict.MISSING);
        assertThat(mismatch.adapter()).isEqualTo(Adapter.REALTIME);
        assertThat(mismatch.sequenceId()).isEqualTo(2);
        assertThat(mismatch.eventId()).isEqualTo(events.get(1).event().id());

        streams.stored(0, Streams.rows(events.subList(1, 2)));
        assertThat(streams.told()).isEqualTo(figures(3, 2, "missing=0/1 reordered=1"));
    }

    @Test
    void oneInstanceThatDoesNotDeliverItIsEnough() {
        Streams two = new Streams(2);
        List<SealedEvent> events = two.accept(2);
        two.live(0, events);
        two.live(1, events.subList(0, 1));
        two.stored(0, Streams.rows(events));
        two.stored(1, Streams.rows(events));
        two.judge();
        assertThat(two.told()).isEqualTo(figures(2, 1, "missing=1/0"));
    }

    @Test
    void whileTheDatabaseIsAwayNothingIsMissingAndThenItIsLate() {
        List<SealedEvent> before = streams.accept(1);
        streams.live(0, before);
        streams.stored(0, Streams.rows(before));
        List<SealedEvent> events = streams.accept(2);
        streams.live(0, events);
        for (int minute = 0; minute < 600; minute++) {
            streams.pass(Duration.ofMinutes(1));
            streams.tick();
        }
        assertThat(streams.told()).isEqualTo(figures(3, 1, "pending=2"));
        streams.stored(0, Streams.rows(events));
        assertThat(streams.told()).isEqualTo(figures(3, 3, "late=2"));
    }

    @Test
    void whatComesBehindALaterOneIsReordered() {
        List<SealedEvent> events = streams.accept(3);
        streams.live(0, List.of(events.get(1), events.get(2), events.get(0)));
        streams.stored(0, Streams.rows(events));
        assertThat(streams.told()).isEqualTo(figures(3, 3, "reordered=1"));
    }

    @Test
    void whatComesAgainIsADuplicate() {
        List<SealedEvent> events = streams.accept(2);
        streams.live(0, events);
        streams.stored(0, Streams.rows(events));
        streams.stored(0, Streams.rows(events.subList(0, 1)));
        assertThat(streams.told()).isEqualTo(figures(2, 2, "duplicate=1"));
    }

    @Test
    void aDeadLetterIsExplainedAndMayComeWhenItWill() {
        List<SealedEvent> events = streams.accept(2);
        streams.live(0, events);
        streams.pairing.deadLettered(1, Micros.of(streams.now()));
        streams.stored(0, Streams.rows(events.subList(1, 2)));
        streams.judge();
        assertThat(streams.told()).isEqualTo(figures(2, 1, "explained=1"));
        streams.stored(0, Streams.rows(events.subList(0, 1)));
        assertThat(streams.told()).isEqualTo(figures(2, 1, "explained=1"));
    }

    @Test
    void whatIsNotDualWrittenIsNotCompared() {
        SealedEvent alone = streams.accept(Category.SYSTEM, Route.WEBSOCKET, true);
        SealedEvent unstored = streams.accept(Category.SYSTEM, Route.DUAL, false);
        streams.live(0, List.of(alone, unstored));
        SealedEvent dual = streams.accept(Category.SYSTEM);
        streams.live(0, List.of(dual));
        FeedRow foreign = Streams.row(dual);
        MonitoringEvent other = AlteredEvent.of(foreign.event()).node("node-2").event();
        streams.stored(0, List.of(new FeedRow(other, Instant.EPOCH, Integrity.INTACT)), 0);
        streams.judge();
        assertThat(streams.told()).isEqualTo(figures(1, 0, "pending=1"));
    }

    @Test
    void beyondTheBoundTheOldestAreGivenUpUnverified() {
        Streams small = new Streams(1, 1000, null);
        List<SealedEvent> events = small.accept(1500);
        assertThat(small.told()).isEqualTo(figures(1500, 0, "pending=1000 unverified=500"));
        small.live(0, events);
        small.stored(0, Streams.rows(events));
        small.judge();
        assertThat(small.told()).isEqualTo(figures(1500, 1000, "unverified=500"));
    }

    @Test
    void whatWasNotHeardIsUnverifiedAndNotMissing() {
        streams.accept(3);
        streams.pairing.loseTrack(Micros.of(streams.now()));
        streams.live(0, List.of());
        streams.judge();
        assertThat(streams.told()).isEqualTo(figures(3, 0, "unverified=3"));
    }

    @Test
    void ratesAreThoseOfTheSlidingWindow() {
        SealedEvent first = streams.accept(Category.SYSTEM);
        streams.live(0, List.of(Streams.corrupt(first)));
        streams.stored(0, Streams.rows(List.of(first)));
        assertThat(streams.byCategory().get(Category.SYSTEM).recentMismatches()).isEqualTo(1);
        assertThat(streams.byCategory().get(Category.DEBUG).recentComparisons()).isZero();
        streams.pass(Duration.ofMinutes(5));
        assertThat(streams.total().recentComparisons()).isZero();
        assertThat(streams.total().changed()).isEqualTo(1);
    }

    @Test
    void theLagIsFromReceiptToDelivery() {
        List<SealedEvent> events = streams.accept(100);
        streams.pass(Duration.ofMillis(5));
        streams.live(0, events);
        streams.pass(Duration.ofMillis(195));
        streams.stored(0, Streams.rows(events));
        assertThat(streams.pairing.lag(Adapter.WEBSOCKET).p50Millis()).isBetween(4.9, 5.1);
        assertThat(streams.pairing.lag(Adapter.REALTIME).p99Millis()).isBetween(198.0, 202.0);
        assertThat(streams.pairing.lag(Adapter.REALTIME).count()).isEqualTo(100);
    }

    @Test
    void theNewestThousandMismatchesComeAPageAtATime() {
        List<SealedEvent> events = streams.accept(1200);
        streams.live(0, events.stream().map(Streams::corrupt).toList());
        List<Mismatch> page = streams.mismatches
                .page(new MismatchQuery(Optional.of(Category.DEBUG), OptionalLong.of(600), 3))
                .mismatches();
        assertThat(page).hasSize(3).allMatch(one -> one.category() == Category.DEBUG && one.number() < 600);
        assertThat(page).isSortedAccordingTo((one, other) -> Long.compare(other.number(), one.number()));
        assertThat(mismatches()).hasSize(1000);
        assertThat(mismatches().get(0).number()).isEqualTo(1200);
        assertThat(mismatches().get(0).note()).contains("too many");
        assertThat(streams.mismatches
                        .page(new MismatchQuery(Optional.empty(), OptionalLong.of(202), 1))
                        .more())
                .isFalse();
    }

    private List<Mismatch> mismatches() {
        return streams.mismatches
                .page(new MismatchQuery(Optional.empty(), OptionalLong.empty(), 1000))
                .mismatches();
    }

    /** All figures, those not named 0. */
    private static String figures(long dual, long matched, String others) {
        String all =
                "dual=%d matched=%d changed=0 missing=0/0 late=0 reordered=0 duplicate=0 pending=0 unverified=0 explained=0"
                        .formatted(dual, matched);
        for (String figure : others.isEmpty() ? List.<String>of() : List.of(others.split(" ", -1))) {
            String name = figure.substring(0, figure.indexOf('=') + 1);
            all = all.replaceFirst(name + "\\S+", figure);
        }
        return all;
    }
}
