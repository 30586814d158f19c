package dev.crossfade.realtime;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.Integrity;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Rows of the feed for the tests of this package. */
final class Rows {
    static final String DATA =
            "{\"big\":12345678901234567890,\"hit_rate\":0.5,\"level\":\"error\",\"list\":[1,{\"a\":\"é\"}],\"none\":null,\"ok\":true}";

    private Rows() {}

    static FeedRow row() {
        return row(DATA, OptionalLong.of(42), "api-1");
    }

    /** One that is signed with the key of that name. */
    static FeedRow signed(String keyId) {
        return row(DATA, OptionalLong.of(42), "api-1", ChecksumAlgorithm.HMAC_SHA256, Optional.of(keyId));
    }

    static FeedRow row(String data, OptionalLong position, String source) {
        return row(data, position, source, ChecksumAlgorithm.CRC32, Optional.empty());
    }

    private static FeedRow row(
            String data, OptionalLong position, String source, ChecksumAlgorithm algorithm, Optional<String> keyId) {
        MonitoringEvent event = new MonitoringEvent(
                UUID.fromString("0192f0c1-aaaa-7bbb-8ccc-0123456789ab"),
                "cache_metrics",
                Category.CRITICAL,
                Instant.parse("2026-11-21T05:41:29.58Z"),
                Instant.parse("2026-11-21T05:41:29.6Z"),
                source,
                data,
                "{\"region\":\"eu\"}",
                "node-1",
                7,
                position,
                Route.DUAL,
                3,
                "00c0ffee",
                algorithm,
                keyId);
        return new FeedRow(event, Instant.parse("2026-11-21T05:41:30Z"), Integrity.INTACT);
    }
}
