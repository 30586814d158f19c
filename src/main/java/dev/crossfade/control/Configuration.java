package dev.crossfade.control;

import dev.crossfade.config.Loaded;
import dev.crossfade.config.Reading;
import dev.crossfade.config.Rejected;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.config.SettingsSnapshot;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the settings come from, and what was read there for the start.
 *
 * @param reader without the overrides
 * @param file empty for the one at the default place, if there is one
 */
public record Configuration(
        SettingsReader reader, Optional<Path> file, SettingsReader.Text text, Loaded loaded, SettingsState first) {

    /**
     * Reads everything for a start. Blocks.
     *
     * @throws RejectedException with everything that is wrong
     */
    public static Configuration read(SettingsReader reader, Path dataDir, Optional<Path> file, Instant now)
            throws RejectedException {
        SettingsReader.Text text = SettingsReader.text(file);
        try {
            LedgerStore store = LedgerStore.in(dataDir);
            Ledger ledger = store.read();
            Reading reading = reader.withOverrides(ledger.active()).read(text);
            if (reading instanceof Loaded loaded) {
                SettingsState first = SettingsState.start(loaded, ledger, store.noted(), now);
                return new Configuration(reader, file, text, loaded, first);
            }
            throw new RejectedException(KeptOverrides.of(ledger, store.file()).named((Rejected) reading));
        } catch (UnreadableLedgerException unreadable) {
            throw new RejectedException(new Rejected(List.of(unreadable.problem())));
        }
    }

    /** The settings to start with. */
    public SettingsSnapshot snapshot() {
        return first.snapshot();
    }

    /** The daemon cannot start with what is configured. Expected, so without a stack. */
    public static final class RejectedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Rejected rejected;

        RejectedException(Rejected rejected) {
            super(rejected.problems().toString(), null, false, false);
            this.rejected = rejected;
        }

        public Rejected rejected() {
            return rejected;
        }
    }
}
