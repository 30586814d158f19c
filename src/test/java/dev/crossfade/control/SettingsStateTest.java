package dev.crossfade.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditRow.OverrideChange;
import dev.crossfade.config.Layer;
import dev.crossfade.config.Loaded;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingValue;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.config.SettingsReader.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsStateTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String BATCH = "flags.MONITORING_BATCH_SIZE";
    private static final String OVERRIDE = "dual_write.global_override";

    @TempDir
    private Path dir;

    @Test
    void theFirstStartIsVersionOneAndAuditsWhatIsNotTheDefault() {
        SettingsState first = SettingsState.start(loaded("{flags: {MONITORING_BATCH_SIZE: 7}}"), Ledger.EMPTY, 0, NOON);

        assertThat(first.snapshot().version()).isEqualTo(1);
        assertThat(first.ledger().unaudited()).singleElement().satisfies(row -> {
            assertThat(row.key()).isEqualTo(BATCH);
            assertThat(row.before()).isEqualTo(1000L);
            assertThat(row.now()).isEqualTo(7L);
            assertThat(row.actor()).isEqualTo("file");
            assertThat(row.version()).isEqualTo(1);
        });
    }

    @Test
    void aStartUnderTheSameConfigurationKeepsTheVersionAndAuditsNothing() {
        Loaded same = loaded("{flags: {MONITORING_BATCH_SIZE: 7}}");
        Ledger kept = audited(SettingsState.start(same, Ledger.EMPTY, 0, NOON));

        SettingsState again = SettingsState.start(same, kept, 0, NOON.plusSeconds(60));

        assertThat(again.snapshot().version()).isEqualTo(1);
        assertThat(again.ledger().unaudited()).isEmpty();
    }

    @Test
    void whatWasTakenOutOfTheFileWhileItWasDownIsAuditedAtTheNextStart() {
        Ledger kept =
                audited(SettingsState.start(loaded("{flags: {MONITORING_BATCH_SIZE: 7}}"), Ledger.EMPTY, 0, NOON));

        SettingsState next = SettingsState.start(loaded("{}"), kept, 0, NOON);

        assertThat(next.snapshot().version()).isEqualTo(2);
        assertThat(next.changes()).containsExactly(new SettingChange(BATCH, Layer.FILE, 7L, 1000L));
        assertThat(next.ledger().unaudited()).hasSize(1);
    }

    @Test
    void aKeyThatNeedsARestartWaitsForOneWhileTheOthersComeIntoForce() {
        SettingsState first = SettingsState.start(loaded("{}"), Ledger.EMPTY, 0, NOON);

        SettingsState next = first.reloaded(loaded("{http: {port: 1}, flags: {MONITORING_BATCH_SIZE: 7}}"), NOON);

        assertThat(next.needsRestart()).containsExactly("http.port");
        assertThat(next.waiting()).containsEntry("http.port", new SettingValue(1L, Layer.FILE));
        assertThat(next.snapshot().settings().http().port()).isEqualTo(8080);
        assertThat(next.snapshot().settings().flags().batchSize()).isEqualTo(7);
        assertThat(next.changes()).extracting(SettingChange::key).containsExactly(BATCH);
    }

    @Test
    void theBoundOfEventsWaitsWithTheBoundOfBodiesThatItMustNotExceed() {
        SettingsState first = SettingsState.start(loaded("{}"), Ledger.EMPTY, 0, NOON);

        SettingsState next = first.reloaded(
                loaded("{http: {max_body: 16MiB}, ingest: {max_event_bytes: 12MiB, max_batch_events: 7}}"), NOON);

        assertThat(next.needsRestart()).containsExactly("http.max_body", "ingest.max_event_bytes");
        assertThat(next.snapshot().settings().ingest().maxEventBytes()).isEqualTo(256 << 10);
        assertThat(next.snapshot().values().get("ingest.max_event_bytes").value())
                .isEqualTo(
                        first.snapshot().values().get("ingest.max_event_bytes").value());
        assertThat(next.snapshot().settings().ingest().maxBatchEvents()).isEqualTo(7);
    }

    @Test
    void aWordThatChangesNoValueIsARowAllTheSame() {
        SettingsState first = SettingsState.start(loaded("{}"), Ledger.EMPTY, 0, NOON);
        Map<String, OverrideEntry> pinned = Map.of(BATCH, new OverrideEntry(1000L, false, "ann", "pinned", NOON));

        SettingsState next = first.overridden(overridden(pinned), pinned, false, NOON);

        assertThat(next.snapshot().version()).isEqualTo(2);
        assertThat(next.ledger().unaudited()).singleElement().satisfies(row -> {
            assertThat(row.actor()).isEqualTo("ann");
            assertThat(row.reason()).isEqualTo("pinned");
            assertThat(row.override()).isEqualTo(OverrideChange.SET);
        });
    }

    @Test
    void theLayerOfADropIsThatOfOverridesInTheAnswerAndInTheAudit() {
        Loaded inFile = loaded("{flags: {MONITORING_BATCH_SIZE: 7}}");
        Map<String, OverrideEntry> set = Map.of(BATCH, new OverrideEntry(8L, false, "ann", "try", NOON));
        Map<String, OverrideEntry> dropped = Map.of(BATCH, new OverrideEntry(null, true, "ann", "over", NOON));

        SettingsState next = SettingsState.start(inFile, Ledger.EMPTY, 0, NOON)
                .overridden(overridden(set), set, false, NOON)
                .overridden(inFile, dropped, false, NOON);

        assertThat(next.changes()).containsExactly(new SettingChange(BATCH, Layer.OVERRIDE, 8L, 7L));
        assertThat(next.ledger().unaudited()).last().satisfies(row -> assertThat(row.layer())
                .isEqualTo("override"));
        assertThat(next.snapshot().values().get(BATCH).layer()).isEqualTo(Layer.FILE);
    }

    @Test
    void whatTheGuardSaysIsOfItsOwnLayerInTheAudit() {
        SettingsState first = SettingsState.start(loaded("{}"), Ledger.EMPTY, 0, NOON);
        Map<String, OverrideEntry> said = Map.of(
                OVERRIDE, new OverrideEntry("websocket_only", false, OverrideEntry.GUARD, "realtime is late", NOON));

        List<AuditRow> rows =
                first.overridden(overridden(said), said, false, NOON).ledger().unaudited();

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).layer()).isEqualTo("guard");
        assertThat(rows.get(0).actor()).isEqualTo("guard");
        assertThat(rows.get(0).reason()).isEqualTo("realtime is late");
        assertThat(rows.get(0).override()).isEqualTo(OverrideChange.SET);
    }

    @Test
    void theLedgerIsReadAsItWasWritten() throws Exception {
        Map<String, OverrideEntry> overrides = Map.of(
                OVERRIDE,
                new OverrideEntry(null, false, "ann", "\"drill\"", NOON),
                BATCH,
                new OverrideEntry(null, true, "bob", "", NOON),
                "dual_write.categories.debug.adapters",
                new OverrideEntry(List.of("websocket"), false, "ann", "ü", NOON));
        SettingsState state = SettingsState.start(loaded("{http: {max_body: 2MiB}}"), Ledger.EMPTY, 0, NOON)
                .overridden(overridden(overrides), overrides, false, NOON);

        LedgerStore.in(dir).write(state.ledger());

        assertThat(LedgerStore.in(dir).read()).isEqualTo(state.ledger());
    }

    @Test
    void aLedgerThatIsNoneStopsTheStartAndIsNamed() throws Exception {
        Files.writeString(dir.resolve("overrides.json"), "{\"version\":");

        assertThatThrownBy(() -> LedgerStore.in(dir).read())
                .isInstanceOf(UnreadableLedgerException.class)
                .hasMessageContaining("overrides.json")
                .hasMessageContaining("put a copy back")
                .hasMessageContaining("versions begin at 1 again");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"version":-1,"overrides":{}}                   | of the impossible version -1
            {"version":9007199254740992,"overrides":{}}     | of the impossible version
            {"version":1,"overrides":{"http.host":{}}}      | an override of http.host
            {"format":2,"version":1,"overrides":{}}         | in the format 2
            """)
    void aLedgerThatTheDaemonCannotHaveWrittenIsNamedWithWhatIsWrong(String ledger, String told) throws Exception {
        Files.writeString(dir.resolve("overrides.json"), ledger);

        assertThatThrownBy(() -> LedgerStore.in(dir).read())
                .isInstanceOf(UnreadableLedgerException.class)
                .hasMessageContaining(told);
    }

    @Test
    void aVersionThatTheLedgerDoesNotKnowIsNotGivenASecondTime() throws Exception {
        LedgerStore store = LedgerStore.in(dir);
        Loaded loaded = loaded("{}");
        store.write(SettingsState.start(loaded, Ledger.EMPTY, 0, NOON).ledger());
        store.note(7);
        store.note(8);

        LedgerStore next = LedgerStore.in(dir);
        SettingsState first = SettingsState.start(loaded, next.read(), next.noted(), NOON);
        assertThat(first.snapshot().version()).isEqualTo(9);
        assertThat(Files.size(dir.resolve("config-version"))).isEqualTo(8192);
    }

    @Test
    void aTextCountsOnceItWasFoundTwice() {
        StableText stable = new StableText();
        Text half = new Text("f", Optional.of("a"), Optional.empty());
        Text whole = new Text("f", Optional.of("a: 1"), Optional.empty());

        assertThat(stable.found(half)).isEmpty();
        assertThat(stable.found(whole)).isEmpty();
        assertThat(stable.found(whole)).contains(whole);
        assertThat(stable.found(half)).isEmpty();
    }

    private static Ledger audited(SettingsState state) {
        return state.audited(
                        state.ledger().unaudited().stream().map(AuditRow::id).toList())
                .ledger();
    }

    private static Loaded overridden(Map<String, OverrideEntry> overrides) {
        return (Loaded) reader().withOverrides(Ledger.active(overrides)).read("f", "{}");
    }

    private static Loaded loaded(String yaml) {
        return (Loaded) reader().read("f", yaml);
    }

    private static SettingsReader reader() {
        return new SettingsReader(Path.of("data"), Map.of(), Map.of());
    }
}
