package dev.crossfade.eventlog;

import dev.crossfade.config.Settings;
import dev.crossfade.testkit.LineCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The durable engine keeps to the contract: from memory, from disk, and with segments of a few records. */
final class SegmentedLogContractTest {
    private static final Tuning ALL_IN_MEMORY = new Tuning(4 << 10, 16 << 20, 32 << 20);
    private static final Tuning ALMOST_NOTHING_IN_MEMORY = new Tuning(4 << 10, 1, 32 << 20);

    abstract static class Segmented extends EventLogContract {
        private final Tuning tuning;
        private final AtomicInteger logs = new AtomicInteger();

        @TempDir
        Path temp;

        Segmented(Tuning tuning) {
            this.tuning = tuning;
        }

        @Override
        EventLog create(Settings.Log settings) {
            Path home = temp.resolve("log-" + logs.incrementAndGet());
            try {
                return SegmentedLog.open(
                        home, home.resolve("node-id"), settings, LineCodec::new, tuning, Machine.real());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    @Nested
    final class FromMemory extends Segmented {
        FromMemory() {
            super(ALL_IN_MEMORY);
        }
    }

    @Nested
    final class FromDisk extends Segmented {
        FromDisk() {
            super(ALMOST_NOTHING_IN_MEMORY);
        }
    }
}
