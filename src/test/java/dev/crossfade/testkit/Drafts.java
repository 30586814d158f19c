package dev.crossfade.testkit;

import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.HmacKey;
import dev.crossfade.event.Route;
import dev.crossfade.event.Verdict;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** Drafts for tests that care about how many there are and how to tell them apart, not about what they say. */
public final class Drafts {
    /** When every draft here was received, unless a test says otherwise. */
    public static final Instant RECEIVED = Instant.parse("2026-11-21T06:00:00.123456Z");

    private Drafts() {}

    /** A draft from a source with a number in its data. */
    public static EventDraft draft(String source, long number) {
        return draft(source, "{\"n\":" + number + "}", RECEIVED, true);
    }

    /** A draft of a category that is delivered live and never stored. */
    public static EventDraft liveOnly(String source, long number) {
        return draft(source, "{\"n\":" + number + "}", RECEIVED, false);
    }

    /** A draft that was received at a moment of the test's choice. */
    public static EventDraft receivedAt(Instant receivedAt) {
        return draft("test", "{}", receivedAt, true);
    }

    /** A draft whose data is about so many bytes. */
    public static EventDraft ofSize(int bytes) {
        return draft("test", textOf(bytes), RECEIVED, true);
    }

    /** A draft whose data is that many characters that do not compress. */
    public static EventDraft random(String source, int characters) {
        byte[] noise = new byte[characters / 2];
        new Random(characters).nextBytes(noise);
        return draft(source, "{\"s\":\"" + HexFormat.of().formatHex(noise) + "\"}", RECEIVED, true);
    }

    /** Drafts from one source numbered from {@code first}. */
    public static List<EventDraft> batch(String source, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(number -> draft(source, number))
                .toList();
    }

    /** The same drafts, but for the version of the configuration that decided their routes. */
    public static List<EventDraft> decidedBy(long configVersion, List<EventDraft> drafts) {
        return drafts.stream()
                .map(draft -> with(configVersion, draft.verdict(), draft))
                .toList();
    }

    /** The same drafts, to be signed. */
    public static List<EventDraft> signedWith(HmacKey key, List<EventDraft> drafts) {
        return drafts.stream()
                .map(draft -> with(
                        draft.configVersion(), draft.verdict(), draft, ChecksumAlgorithm.HMAC_SHA256, Optional.of(key)))
                .toList();
    }

    private static EventDraft with(long configVersion, Verdict verdict, EventDraft draft) {
        return with(configVersion, verdict, draft, draft.checksumAlgorithm(), draft.checksumKey());
    }

    private static EventDraft with(
            long configVersion, Verdict verdict, EventDraft draft, ChecksumAlgorithm algorithm, Optional<HmacKey> key) {
        return new EventDraft(
                draft.id(),
                draft.ownId(),
                draft.eventType(),
                draft.category(),
                draft.timestamp(),
                draft.receivedAt(),
                draft.source(),
                draft.canonicalData(),
                draft.data(),
                draft.metadata(),
                draft.route(),
                configVersion,
                draft.persist(),
                algorithm,
                key,
                verdict);
    }

    /** A draft of which validation said that. */
    public static EventDraft judged(Verdict verdict) {
        return with(1, verdict, draft("test", 1));
    }

    /** A draft whose publisher gave it that id. */
    public static EventDraft withId(UUID id) {
        return withId(id, 0);
    }

    /** The same, with data of about so many bytes. */
    public static EventDraft withId(UUID id, int bytes) {
        String data = textOf(bytes);
        return new EventDraft(
                id,
                true,
                "cache_metrics",
                Category.PERFORMANCE,
                RECEIVED,
                RECEIVED,
                "test",
                data,
                data,
                "{}",
                Route.DUAL,
                1,
                true,
                ChecksumAlgorithm.CRC32,
                Verdict.PASSED);
    }

    /** A critical draft whose data is about so many bytes. */
    public static EventDraft critical(int bytes) {
        return draft(Category.CRITICAL, "test", textOf(bytes), RECEIVED, true);
    }

    private static String textOf(int bytes) {
        return "{\"s\":\"" + "x".repeat(bytes) + "\"}";
    }

    private static EventDraft draft(String source, String data, Instant receivedAt, boolean persist) {
        return draft(Category.PERFORMANCE, source, data, receivedAt, persist);
    }

    private static EventDraft draft(
            Category category, String source, String data, Instant receivedAt, boolean persist) {
        return new EventDraft(
                UUID.randomUUID(),
                false,
                "cache_metrics",
                category,
                receivedAt,
                receivedAt,
                source,
                data,
                data,
                "{}",
                Route.DUAL,
                1,
                persist,
                ChecksumAlgorithm.CRC32,
                Verdict.PASSED);
    }
}
