package dev.crossfade.parity;

import dev.crossfade.bus.Delivered;
import dev.crossfade.bus.FeedRow;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.config.Settings.Parity;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.HmacKey;
import dev.crossfade.event.HmacKeys;
import dev.crossfade.event.Integrity;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.event.Verdict;
import dev.crossfade.testkit.Events;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The two streams of a test, with a clock of its own, and what parity makes of them. */
final class Streams {
    static final String NODE = "node-1";
    static final Duration MATCH_WINDOW = Duration.ofSeconds(30);
    private static final List<Category> CATEGORIES = List.of(Category.values());
    private static final Instant BEGIN = Instant.parse("2026-11-21T06:00:00Z");

    final ParityTally tally = new ParityTally();
    final MismatchLog mismatches = new MismatchLog(NODE, () -> HmacKeys.NONE);
    final StreamPairing pairing;
    private final EventJson codec = new EventJson();
    private Instant now = BEGIN;
    private long lastId;

    Streams(int instances) {
        this(instances, 100_000, null);
    }

    /** @param findings are told instead of the log, where there are any */
    Streams(int instances, int mostPending, Findings findings) {
        pairing =
                new StreamPairing(NODE, instances, rules(mostPending), tally, findings == null ? mismatches : findings);
    }

    static Parity rules(int mostPending) {
        return new Parity(MATCH_WINDOW, Duration.ofMinutes(5), 20, Map.of(), mostPending);
    }

    /** An event of this category that the log has taken next. */
    SealedEvent accept(Category category) {
        return accept(category, Route.DUAL, true);
    }

    /** One that is signed. */
    SealedEvent accept(Category category, HmacKey key) {
        return accept(category, Route.DUAL, true, Optional.of(key));
    }

    SealedEvent accept(Category category, Route route, boolean persist) {
        return accept(category, route, persist, Optional.empty());
    }

    private SealedEvent accept(Category category, Route route, boolean persist, Optional<HmacKey> key) {
        lastId++;
        String data = "{\"items\":[{\"price\":" + lastId + "}],\"text\":\"some text of it\"}";
        EventDraft draft = new EventDraft(
                new UUID(7, lastId),
                true,
                "cache_metrics",
                category,
                now,
                now,
                "test",
                data,
                data,
                "{}",
                route,
                1,
                persist,
                algorithm(category, key),
                key,
                Verdict.PASSED);
        SealedEvent event = codec.seal(draft, NODE, lastId);
        pairing.accepted(event, Micros.of(now));
        return event;
    }

    private static ChecksumAlgorithm algorithm(Category category, Optional<HmacKey> key) {
        if (key.isPresent()) {
            return ChecksumAlgorithm.HMAC_SHA256;
        }
        return category == Category.CRITICAL ? ChecksumAlgorithm.SHA256 : ChecksumAlgorithm.CRC32;
    }

    List<SealedEvent> accept(int count) {
        List<SealedEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(accept(CATEGORIES.get((int) (lastId % CATEGORIES.size()))));
        }
        return events;
    }

    /** What a websocket instance delivers, and that it has passed everything up to the newest event. */
    void live(int instance, List<SealedEvent> events) {
        live(instance, events, lastId);
    }

    void live(int instance, List<SealedEvent> events, long passedUpTo) {
        pairing.delivered(new Delivered.Live("w" + instance, events, passedUpTo, now));
    }

    /** The same of a realtime instance. */
    void stored(int instance, List<FeedRow> rows) {
        stored(instance, rows, lastId);
    }

    void stored(int instance, List<FeedRow> rows, long passedUpTo) {
        pairing.delivered(new Delivered.Stored("r" + instance, rows, passedUpTo, now));
    }

    static List<FeedRow> rows(List<SealedEvent> events) {
        return events.stream().map(Streams::row).toList();
    }

    static FeedRow row(SealedEvent event) {
        return new FeedRow(Events.stored(event.event(), event.event().sequenceId()), BEGIN, Integrity.INTACT);
    }

    /** The row as a database gives it back where somebody changed its data. */
    static FeedRow corruptRow(SealedEvent event) {
        return changedRow(corrupt(event));
    }

    static FeedRow changedRow(SealedEvent changed) {
        return new FeedRow(changed.event(), BEGIN, Integrity.CHANGED);
    }

    /** The event with another price in it, and with the checksum that it had. */
    static SealedEvent corrupt(SealedEvent event) {
        String json = new String(event.json(), StandardCharsets.UTF_8).replace("\"price\":", "\"price\":9");
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        MonitoringEvent changed = new EventJson().decode(bytes);
        return new SealedEvent(changed, bytes, event.persist(), event.verdict());
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    void tick() {
        pairing.tick(Micros.of(now));
    }

    /** When all that is passed over by now is judged. */
    void judge() {
        pass(MATCH_WINDOW.plusMillis(1));
        tick();
    }

    Instant now() {
        return now;
    }

    long lastId() {
        return lastId;
    }

    ParityFigures total() {
        return ParityTally.total(byCategory());
    }

    Map<Category, ParityFigures> byCategory() {
        return tally.byCategory(Duration.ofMinutes(5), Micros.of(now));
    }

    /** All figures but those of the window, as text. */
    String told() {
        ParityFigures all = total();
        return "dual=%d matched=%d changed=%d missing=%d/%d late=%d reordered=%d duplicate=%d pending=%d unverified=%d explained=%d"
                .formatted(
                        all.dualWritten(),
                        all.matched(),
                        all.changed(),
                        all.missing().get(Adapter.WEBSOCKET),
                        all.missing().get(Adapter.REALTIME),
                        all.late(),
                        all.reordered(),
                        all.duplicate(),
                        all.pending(),
                        all.unverified(),
                        all.explained());
    }
}
