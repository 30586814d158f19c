package dev.crossfade.eventlog;

import dev.crossfade.config.Settings;
import dev.crossfade.testkit.LineCodec;
import dev.crossfade.testkit.MemoryEventLog;

/** The engine without a disk keeps to the contract, so tests may stand on it. */
final class MemoryEventLogTest extends EventLogContract {
    @Override
    EventLog create(Settings.Log settings) {
        return new MemoryEventLog("memory000001", settings, LineCodec::new);
    }
}
