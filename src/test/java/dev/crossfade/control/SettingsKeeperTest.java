package dev.crossfade.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.ChangeOverrides;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.StoredOverride;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditRow.OverrideChange;
import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.config.SettingsReader.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsKeeperTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String BATCH = "flags.MONITORING_BATCH_SIZE";
    private static final String STRICT = "flags.MONITORING_VALIDATION_STRICT";
    private static final String VALIDATION = "flags.MONITORING_ENABLE_VALIDATION";
    private static final String KEYS =
            "{auth: {mode: keys, keys: [{name: a, roles: [admin], sha256: " + "0".repeat(64) + "}]}}";
    private static final String OVERRIDE = "dual_write.global_override";

    @TempDir
    private Path dir;

    private SettingsKeeper keeper;
    private Instant now = NOON;

    @BeforeEach
    void startWithNothing() throws Exception {
        keeper = keeper();
    }

    @Test
    void whatAnotherNodeHasSaidComesIntoForceAndIsAuditedHereWithoutBeingSaidAgain() {
        keeper.adopt(List.of(stored(OVERRIDE, "websocket_only", NOON.minusSeconds(5))));

        assertThat(value(OVERRIDE)).isEqualTo("websocket_only");
        assertThat(keeper.state().ledger().unaudited()).singleElement().satisfies(row -> {
            assertThat(row.actor()).isEqualTo("ann");
            assertThat(row.reason()).isEqualTo("elsewhere");
            assertThat(row.override()).isEqualTo(OverrideChange.NONE);
        });
    }

    @Test
    void whatIsKnownIsNotTakenTwice() {
        List<StoredOverride> stored = List.of(stored(OVERRIDE, "websocket_only", NOON));
        keeper.adopt(stored);
        long version = keeper.state().snapshot().version();

        keeper.adopt(stored);

        assertThat(keeper.state().snapshot().version()).isEqualTo(version);
    }

    @Test
    void anOlderWordFromElsewhereDoesNotUndoANewerOne() {
        set(Map.of(OVERRIDE, "websocket_only"));

        keeper.adopt(List.of(stored(OVERRIDE, "realtime_only", NOON.minusSeconds(1))));

        assertThat(value(OVERRIDE)).isEqualTo("websocket_only");
    }

    @Test
    void aDropElsewhereEndsAnOverrideAndAnOldOneHereIsLeftAlone() {
        set(Map.of(OVERRIDE, "websocket_only"));

        keeper.adopt(List.of(dropped(OVERRIDE, NOON.plusSeconds(1)), dropped(BATCH, NOON.minusSeconds(1))));

        assertThat(value(OVERRIDE)).isNull();
        assertThat(keeper.state().ledger().overrides()).containsOnlyKeys(OVERRIDE);
    }

    @Test
    void whoChangesWhatANodeWithAFastClockHasSaidIsHeardAllTheSame() {
        Instant ahead = NOON.plusSeconds(3600);
        keeper.adopt(List.of(stored(OVERRIDE, "websocket_only", ahead)));
        keeper.audited(keeper.state().ledger().unaudited());

        keeper.change(new ChangeOverrides(Map.of(), Set.of(OVERRIDE), "bob", "over", OptionalLong.empty()));

        assertThat(keeper.state().ledger().unaudited())
                .extracting(AuditRow::at)
                .singleElement()
                .satisfies(at -> assertThat(at).isAfter(ahead));
        keeper.adopt(List.of(stored(OVERRIDE, "websocket_only", ahead)));
        assertThat(value(OVERRIDE)).isNull();
    }

    @Test
    void aWordFromFarAheadIsRejectedSinceNoLaterOneCouldEndIt() {
        keeper.adopt(List.of(stored(OVERRIDE, "websocket_only", NOON.plus(Duration.ofDays(2)))));

        assertThat(value(OVERRIDE)).isNull();
        assertThat(keeper.observed().rejected()).singleElement().satisfies(problem -> assertThat(problem.expected())
                .contains("days ahead", "from the database"));
    }

    @Test
    void aFileThatHasGoneIsNoWishForTheDefaults() {
        write("{flags: {MONITORING_BATCH_SIZE: 7}}");

        keeper.read(new Text("f", Optional.empty(), Optional.empty()));

        assertThat(value(BATCH)).isEqualTo(7L);
        assertThat(keeper.observed().rejected()).extracting(Problem::value).containsExactly("not found");
        write("{}");
        assertThat(value(BATCH)).isEqualTo(1000L);
    }

    @Test
    void whatWasSaidTogetherElsewhereHoldsTogether() throws Exception {
        write("{flags: {MONITORING_ENABLE_VALIDATION: false}}");

        keeper.adopt(List.of(stored(STRICT, true, NOON), stored(VALIDATION, true, NOON)));

        assertThat(value(STRICT)).isEqualTo(true);
        assertThat(keeper.observed().rejected()).isEmpty();
    }

    @Test
    void whatCannotHoldHereIsRejectedByNameAndTheRestIsTaken() throws Exception {
        write("{flags: {MONITORING_ENABLE_VALIDATION: false}}");
        List<StoredOverride> stored = List.of(
                stored(STRICT, true, NOON.minusSeconds(3)),
                stored("http.port", 1L, NOON.minusSeconds(2)),
                stored(OVERRIDE, "websocket_only", NOON));

        keeper.adopt(stored);
        keeper.adopt(stored);

        assertThat(value(OVERRIDE)).isEqualTo("websocket_only");
        assertThat(value(STRICT)).isEqualTo(false);
        assertThat(keeper.observed().rejected())
                .extracting(Problem::path)
                .containsExactly("flags.MONITORING_VALIDATION_STRICT", "http.port");
        assertThat(keeper.observed().rejections()).isEqualTo(1);
        write("{}");
        keeper.adopt(stored);
        assertThat(value(STRICT)).isEqualTo(true);
    }

    @Test
    void aRejectedFileComesIntoForceWithTheOverrideThatMakesItGood() throws Exception {
        set(Map.of(VALIDATION, false));
        write("{flags: {MONITORING_VALIDATION_STRICT: true, MONITORING_BATCH_SIZE: 7}}");
        assertThat(keeper.observed().rejected()).hasSize(1);
        assertThat(value(BATCH)).isEqualTo(1000L);

        SettingsReply reply = drop(VALIDATION);

        assertThat(keeper.observed().rejected()).isEmpty();
        assertThat(value(STRICT)).isEqualTo(true);
        assertThat(((SettingsReply.InForce) reply).changes())
                .extracting(change -> change.key() + " " + change.layer())
                .containsExactly(BATCH + " FILE", VALIDATION + " OVERRIDE", STRICT + " FILE");
        assertThat(keeper.reload(file())).isInstanceOf(SettingsReply.InForce.class);
    }

    @Test
    void aRejectedFileIsJudgedAgainByWhatAnotherNodeSays() throws Exception {
        set(Map.of(VALIDATION, false));
        write("{flags: {MONITORING_VALIDATION_STRICT: true}}");

        keeper.adopt(List.of(dropped(VALIDATION, NOON.plusSeconds(1))));

        assertThat(keeper.observed().rejected()).isEmpty();
        assertThat(value(STRICT)).isEqualTo(true);
    }

    @Test
    void theProblemsOfARejectedFileAreThoseUnderTheOverridesOfTheMoment() throws Exception {
        set(Map.of(VALIDATION, false));
        write("{flags: {MONITORING_VALIDATION_STRICT: true, MONITORING_BATCH_SIZE: 0}}");
        assertThat(keeper.observed().rejected()).extracting(Problem::path).containsExactly(BATCH, STRICT);

        drop(VALIDATION);

        assertThat(keeper.observed().rejected()).extracting(Problem::path).containsExactly(BATCH);
        assertThat(keeper.observed().rejections()).isEqualTo(2);
    }

    @Test
    void aReloadJudgesTheSameTextAgainAndTheSameProblemsCountOnce() throws Exception {
        Files.writeString(dir.resolve("crossfade.yaml"), "{flags: {MONITORING_BATCH_SIZE: 0}}");

        SettingsReply first = keeper.reload(file());

        assertThat(first).isInstanceOf(SettingsReply.Invalid.class);
        assertThat(keeper.reload(file())).isEqualTo(first);
        assertThat(keeper.observed().rejections()).isEqualTo(1);
    }

    @Test
    void whatTheDatabaseHasAndCannotHoldHereIsNamedAsThatAndCanBeDropped() throws Exception {
        write("{flags: {MONITORING_ENABLE_VALIDATION: false}}");
        List<StoredOverride> stored = List.of(stored(STRICT, true, NOON.plusSeconds(60)));
        keeper.adopt(stored);
        assertThat(keeper.observed().rejected()).singleElement().satisfies(problem -> assertThat(problem.expected())
                .contains("from the database, by ann", "on node other"));

        drop(STRICT);

        assertThat(keeper.observed().rejected()).isEmpty();
        assertThat(keeper.state().ledger().overrides().get(STRICT).dropped()).isTrue();
        assertThat(keeper.state().ledger().unaudited())
                .filteredOn(row -> row.key().equals(STRICT))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.override()).isEqualTo(OverrideChange.DROPPED);
                    assertThat(row.at()).isAfter(stored.get(0).at());
                });
        keeper.adopt(stored);
        assertThat(keeper.observed().rejected()).isEmpty();
        write("{}");
        keeper.adopt(stored);
        assertThat(value(STRICT)).isEqualTo(false);
    }

    @Test
    void aRowIsOverdueOnceItHasWaitedForFiveSeconds() {
        set(Map.of(OVERRIDE, "websocket_only"));
        now = NOON.plusSeconds(4);
        assertThat(keeper.observed().unaudited()).isZero();
        now = NOON.plusSeconds(5);
        assertThat(keeper.observed().unaudited()).isEqualTo(1);

        keeper.audited(keeper.state().ledger().unaudited());

        assertThat(keeper.observed().unaudited()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{auth: {mode: none}}", "{auth: {mode: none, keys: []}}"})
    void aFileThatWouldLockEverybodyOutUntilTheRestartIsRejected(String withoutKeys) throws Exception {
        keeper = keeper(KEYS);

        write(withoutKeys);

        assertThat(keeper.state().snapshot().settings().auth().keys()).hasSize(1);
        assertThat(keeper.observed().rejected()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("auth.keys");
            assertThat(problem.expected()).contains("until a restart");
        });
        write(KEYS.replace("mode: keys", "mode: none"));
        assertThat(keeper.observed().rejected()).isEmpty();
        assertThat(keeper.observed().needsRestart()).containsExactly("auth.mode");
    }

    @Test
    void aStartThatAnOverrideStopsNamesItItsActorAndItsFile() throws Exception {
        set(Map.of(VALIDATION, false, BATCH, 5L));

        assertThatThrownBy(() -> keeper("{flags: {MONITORING_VALIDATION_STRICT: true, MONITORING_TIMEOUT_MS: 0}}"))
                .isInstanceOfSatisfying(Configuration.RejectedException.class, stopped -> {
                    List<Problem> problems = stopped.rejected().problems();
                    assertThat(problems).hasSize(2);
                    assertThat(problems.get(0).expected()).doesNotContain("overrides.json");
                    assertThat(problems.get(1).path()).isEqualTo(STRICT);
                    assertThat(problems.get(1).expected())
                            .contains("the override of " + VALIDATION + " by bob since 2026-11-21T12:00:00Z")
                            .contains(dir.resolve("overrides.json").toString(), "DELETE")
                            .doesNotContain(BATCH);
                });
    }

    @Test
    void anOverrideOfAKeyThatIsGoneStopsAStartByItsName() throws Exception {
        set(Map.of(BATCH, 5L));
        Path kept = dir.resolve("overrides.json");
        Files.writeString(kept, Files.readString(kept).replace("MONITORING_BATCH_SIZE", "MONITORING_BATCHES"));

        assertThatThrownBy(this::keeper)
                .isInstanceOfSatisfying(Configuration.RejectedException.class, stopped -> assertThat(
                                stopped.rejected().problems())
                        .singleElement()
                        .satisfies(problem -> {
                            assertThat(problem.path()).isEqualTo("flags.MONITORING_BATCHES");
                            assertThat(problem.value()).isEqualTo("unknown key (override)");
                            assertThat(problem.expected()).contains("by bob since", "take its entry out");
                        }));
    }

    @Test
    void anOverrideThatCannotBeKeptIsNotInForce() throws Exception {
        Files.createDirectory(dir.resolve("overrides.json.new"));

        SettingsReply reply = set(Map.of(OVERRIDE, "websocket_only"));

        assertThat(reply).isInstanceOf(SettingsReply.NotKept.class);
        assertThat(value(OVERRIDE)).isNull();
    }

    private Text file() {
        return SettingsReader.text(Optional.of(dir.resolve("crossfade.yaml")));
    }

    private SettingsReply set(Map<String, Object> values) {
        return keeper.change(new ChangeOverrides(values, Set.of(), "bob", "here", OptionalLong.empty()));
    }

    private SettingsReply drop(String key) {
        return keeper.change(new ChangeOverrides(Map.of(), Set.of(key), "bob", "over", OptionalLong.empty()));
    }

    private void write(String yaml) {
        keeper.read(new Text("f", Optional.of(yaml), Optional.empty()));
    }

    private Object value(String key) {
        return keeper.state().snapshot().values().get(key).value();
    }

    private static StoredOverride stored(String key, Object value, Instant at) {
        return new StoredOverride(key, value, false, "ann", "elsewhere", at, 9, "other");
    }

    @Test
    void aLedgerThatCannotBeWrittenIsToldAndItsVersionIsNotedUntilItCan() throws Exception {
        keeper.begin();
        Path inTheWay = Files.createDirectory(dir.resolve("overrides.json.new"));

        keeper.reload(new Text("c.yaml", Optional.of("{flags: {MONITORING_BATCH_SIZE: 5}}"), Optional.empty()));
        assertThat(keeper.observed().unwritten()).isTrue();
        assertThat(LedgerStore.in(dir).noted())
                .isEqualTo(keeper.state().snapshot().version());

        Files.delete(inTheWay);
        keeper.keep();
        assertThat(keeper.observed().unwritten()).isFalse();
        assertThat(LedgerStore.in(dir).read().version())
                .isEqualTo(keeper.state().snapshot().version());
    }

    private static StoredOverride dropped(String key, Instant at) {
        return new StoredOverride(key, null, true, "ann", "elsewhere", at, 9, "other");
    }

    private SettingsKeeper keeper() throws Exception {
        return keeper("{}");
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private SettingsKeeper keeper(String yaml) throws Exception {
        SettingsReader reader = new SettingsReader(dir, Map.of(), Map.of());
        Path file = Files.writeString(dir.resolve("crossfade.yaml"), yaml);
        SettingsKeeper fresh = new SettingsKeeper(
                Configuration.read(reader, dir, Optional.of(file), NOON), LedgerStore.in(dir), clock());
        fresh.begin();
        return fresh;
    }
}
