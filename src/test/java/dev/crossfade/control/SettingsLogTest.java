package dev.crossfade.control;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.crossfade.config.Loaded;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.SettingsReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SettingsLogTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String BATCH = "flags.MONITORING_BATCH_SIZE";

    private final Logger logger = (Logger) LoggerFactory.getLogger(SettingsLog.class);
    private final Level level = logger.getLevel();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SettingsState first = SettingsState.start(loaded("{}", Map.of()), Ledger.EMPTY, 0, NOON);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(level);
    }

    @Test
    void whatWaitsForARestartIsSaidOnceForEachNewValueAndASecretIsNot() {
        SettingsState waiting = first.reloaded(
                loaded("{http: {port: 1}, database: {mode: external, uri: 'postgresql://u:geheim@h/d'}}", Map.of()),
                NOON);

        SettingsLog.changed(first, waiting);
        SettingsLog.changed(waiting, waiting);

        assertThat(said())
                .containsExactly(
                        "setting waits for a restart key=database.mode in_force=embedded new=external layer=file",
                        "setting waits for a restart key=database.uri in_force=null new=(hidden) layer=file",
                        "setting waits for a restart key=http.port in_force=8080 new=1 layer=file");
    }

    @Test
    void anOverrideIsSaidWithItsActorAndReasonOnOneLine() {
        Map<String, OverrideEntry> set = Map.of(BATCH, new OverrideEntry(5L, false, "ann", "a\n\"drill\"", NOON));
        SettingsState overridden = first.overridden(loaded("{}", Ledger.active(set)), set, false, NOON);

        SettingsLog.changed(first, overridden);

        assertThat(said())
                .containsExactly("setting changed key=" + BATCH
                        + " old=1000 new=5 layer=override version=2 actor=ann reason=\"a??drill?\"");
    }

    @Test
    void aStartSaysTheOverridesThatAreStillInForce() {
        Map<String, OverrideEntry> kept = Map.of(
                BATCH,
                new OverrideEntry(5L, false, "ann", "drill", NOON),
                "dual_write.global_override",
                new OverrideEntry(null, true, "ann", "over", NOON));

        SettingsLog.started(first.overridden(loaded("{}", Ledger.active(kept)), kept, false, NOON));

        assertThat(said())
                .filteredOn(line -> line.startsWith("override"))
                .containsExactly("override in force key=" + BATCH
                        + " value=5 actor=ann since=2026-11-21T12:00:00Z reason=\"drill\"");
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Loaded loaded(String yaml, Map<String, Object> overrides) {
        return (Loaded) new SettingsReader(Path.of("data"), Map.of(), Map.of())
                .withOverrides(overrides)
                .read("f", yaml);
    }
}
