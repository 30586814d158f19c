package dev.crossfade.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertChangedJson;
import dev.crossfade.bus.AlertHistoryPage;
import dev.crossfade.bus.AlertHistoryQuery;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Alerts.Severity;
import dev.crossfade.config.Settings;
import dev.crossfade.event.EventJson;
import dev.crossfade.eventlog.Note;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of alerts on their way through the event log into the database, and back out. */
final class AlertHistoryIT {
    private static final String HISTORY = "monitoring.alert_history";
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private final Vertx vertx = Vertx.vertx();
    private final Settings settings = TestSettings.defaults();
    private final MemoryEventLog log = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
    private TestDatabase database;

    @BeforeEach
    void create() throws SQLException {
        database = TestDatabase.migrated();
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await();
        log.close();
        database.close();
    }

    @Test
    void whatWasNotedComesBackNewestFirstWithItsNode() throws Exception {
        AlertChanged firing = change("slow", true, OptionalDouble.of(612.5), now);
        AlertChanged resolved = change("slow", false, OptionalDouble.empty(), now.plusSeconds(9));
        note(log, firing);
        append(log);
        note(log, resolved);
        deploy(log);

        assertThat(all()).containsExactly(resolved, firing);
        assertThat(page(query("", 10)).rows())
                .extracting(AlertHistoryPage.Row::node)
                .containsOnly("node-1");
    }

    @Test
    void whatIsWrittenAgainAfterACrashIsKeptOnce() throws Exception {
        AlertChanged change = change("slow", true, OptionalDouble.of(1), now);
        MemoryEventLog lostCheckpoint = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
        for (MemoryEventLog same : List.of(log, lostCheckpoint)) {
            note(same, change);
            append(same);
        }
        String deployment = deploy(log);
        vertx.undeploy(deployment).await();
        deploy(lostCheckpoint);

        assertThat(all()).containsExactly(change);
        lostCheckpoint.close();
    }

    @Test
    void aPageGoesOnBehindItsCursorAndConditionsHold() throws Exception {
        List<AlertChanged> changes = Stream.of("a", "b", "a", "b", "a")
                .map(name -> change(name, name.equals("a"), OptionalDouble.of(1), now))
                .toList();
        note(log, changes.toArray(AlertChanged[]::new));
        deploy(log);

        AlertHistoryPage first = page(query("a", 2));
        assertThat(first.rows())
                .extracting(AlertHistoryPage.Row::change)
                .containsExactly(changes.get(4), changes.get(2));
        AlertHistoryPage second = page(new AlertHistoryQuery(
                Optional.of("a"),
                Optional.of("firing"),
                Optional.of("warning"),
                Optional.of("node-1"),
                Optional.of(now),
                Optional.of(now.plusSeconds(1)),
                first.next(),
                2));
        assertThat(second.rows()).extracting(AlertHistoryPage.Row::change).containsExactly(changes.get(0));
        assertThat(second.next()).isEmpty();
        for (AlertHistoryQuery none : List.of(
                only(Optional.of("resolved"), Optional.empty(), Optional.empty()),
                only(Optional.empty(), Optional.of(now.plusSeconds(1)), Optional.empty()),
                only(Optional.empty(), Optional.empty(), Optional.of(now)))) {
            assertThat(page(none).rows()).isEmpty();
        }
    }

    @Test
    void whatIsNoChangeOfAnAlertIsPassedOverAndWhatIsBehindItIsStored() throws Exception {
        log.note(List.of(new Note(Note.Kind.ALERT, "{\"no\":\"alert\"}".getBytes(UTF_8))))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        AlertChanged change = change("slow", true, OptionalDouble.of(1), now);
        note(log, change);
        deploy(log);

        assertThat(all()).containsExactly(change);
    }

    @Test
    void whatIsKeptNoLongerIsDeletedAndAnotherTimeHoldsAtOnce() throws Exception {
        note(
                log,
                change("old", true, OptionalDouble.of(1), now.minus(Duration.ofDays(366))),
                change("older", true, OptionalDouble.of(1), now.minus(Duration.ofDays(20))),
                change("new", true, OptionalDouble.of(1), now));
        deploy(log);
        TestSettings.change(vertx, 2, TestSettings.yaml("alerts: {keep: 30d}"));
        awaitThat("the old one is gone", () -> names().equals("new older"));
        TestSettings.change(vertx, 3, TestSettings.yaml("alerts: {keep: 10d}"));

        awaitThat("the older one is gone", () -> names().equals("new"));
    }

    @Test
    void readersReadWritersWriteThroughTheFunctionAndNobodyDoesMore() throws Exception {
        database.ask("CREATE ROLE alert_reader LOGIN PASSWORD 'x'");
        database.ask("GRANT crossfade_reader TO alert_reader");
        try {
            DatabaseTarget reader = database.owner().as("alert_reader", "x");
            assertThat(TestDatabase.ask(reader, "SELECT count(*) FROM " + HISTORY))
                    .isEqualTo("0");
            assertThatThrownBy(() -> TestDatabase.ask(reader, "SELECT monitoring.write_alerts('[]')"))
                    .hasMessageContaining("permission denied");
            assertThat(TestDatabase.ask(database.daemon(), "SELECT monitoring.write_alerts('[]')"))
                    .isEqualTo("0");
            assertThatThrownBy(() -> TestDatabase.ask(database.daemon(), "DELETE FROM " + HISTORY))
                    .hasMessageContaining("permission denied");
        } finally {
            database.ask("DROP OWNED BY alert_reader");
            database.ask("DROP ROLE alert_reader");
        }
    }

    private String names() {
        try {
            return database.ask("SELECT string_agg(name, ' ' ORDER BY name) FROM " + HISTORY);
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    private AlertChanged change(String name, boolean firing, OptionalDouble value, Instant at) {
        return new AlertChanged(
                UUID.randomUUID(),
                name,
                firing,
                Severity.WARNING,
                Map.of("adapter", "realtime", "team", "wéb \"1\""),
                value,
                500,
                "delivery_p95_ms > 500",
                now.minusSeconds(60),
                at);
    }

    private static void note(MemoryEventLog into, AlertChanged... changes) throws Exception {
        into.note(Stream.of(changes)
                        .map(change -> new Note(
                                Note.Kind.ALERT,
                                AlertChangedJson.of(change).toBuffer().getBytes()))
                        .toList())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static void append(MemoryEventLog into) throws Exception {
        into.append(Drafts.batch("between", 1, 5)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private String deploy(MemoryEventLog from) {
        String deployment = vertx.deployVerticle(new PersistenceVerticle(
                        from,
                        TestSettings.first(settings),
                        DatabaseAccess.external(database.daemon()),
                        Clock.systemUTC()))
                .await();
        awaitThat("the log is drained", () -> from.stats().backlog() == 0);
        return deployment;
    }

    private static AlertHistoryQuery query(String name, int limit) {
        return new AlertHistoryQuery(
                Optional.of(name).filter(given -> !given.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                limit);
    }

    private static AlertHistoryQuery only(Optional<String> state, Optional<Instant> from, Optional<Instant> to) {
        return new AlertHistoryQuery(
                Optional.of("a"), state, Optional.empty(), Optional.empty(), from, to, OptionalLong.empty(), 10);
    }

    private List<AlertChanged> all() {
        return page(query("", 100)).rows().stream()
                .map(AlertHistoryPage.Row::change)
                .toList();
    }

    private AlertHistoryPage page(AlertHistoryQuery query) {
        return Endpoints.ALERT_HISTORY.ask(vertx, query).await();
    }

    private static void awaitThat(String what, Callable<Boolean> fact) {
        Waiting.until(Duration.ofSeconds(40), what, fact);
    }
}
