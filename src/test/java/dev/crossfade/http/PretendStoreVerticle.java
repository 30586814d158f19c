package dev.crossfade.http;

import dev.crossfade.bus.Alert;
import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertHistoryPage;
import dev.crossfade.bus.AlertState;
import dev.crossfade.bus.AlertsObserved;
import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.DeadLetterPage;
import dev.crossfade.bus.DeadLetterReply;
import dev.crossfade.bus.DeadLetterStatistics;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.DeadLettersChanged;
import dev.crossfade.bus.Endpoint;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.HistoryPage;
import dev.crossfade.bus.MetricsSnapshot.Quantiles;
import dev.crossfade.bus.Mismatch;
import dev.crossfade.bus.MismatchPage;
import dev.crossfade.bus.ParityCount;
import dev.crossfade.bus.ParityCounts;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.bus.ParityReportReply.Verdict;
import dev.crossfade.bus.ParityWindowsPage;
import dev.crossfade.bus.ReceiverFigures;
import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.bus.SummaryPage;
import dev.crossfade.config.Alerts.Receiver;
import dev.crossfade.config.Alerts.Severity;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.EventKind;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.testkit.AlteredEvent;
import dev.crossfade.testkit.Events;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers what the doors ask the database, parity and the alerts for: with a row of each, or as if nothing ever was. */
final class PretendStoreVerticle extends VerticleBase {
    private static final Instant AT = Instant.parse("2026-11-21T06:00:00Z");
    private static final UUID ID = new UUID(1, 2);

    volatile boolean empty;

    @Override
    public Future<?> start() {
        serve(
                Endpoints.HISTORY,
                query -> new HistoryPage(list(signed(Events.stored(Events.event(1), 9))), more(query.before())));
        serve(Endpoints.DEAD_LETTERS, query -> new DeadLetterPage(list(letter()), more(query.after()), statistics()));
        serve(Endpoints.DEAD_LETTER_STATISTICS, query -> statistics());
        serve(Endpoints.RETRY_DEAD_LETTER, wish -> reply());
        serve(Endpoints.DISCARD_DEAD_LETTER, wish -> reply());
        serve(Endpoints.RETRY_DEAD_LETTERS, wish -> new DeadLettersChanged(empty ? 0 : 42));
        serve(Endpoints.CLEAN_UP_DEAD_LETTERS, wish -> new DeadLettersChanged(empty ? 0 : 17));
        serve(Endpoints.ALERTS, query -> new AlertsObserved(list(alert()), list(receiver()), AT));
        serve(
                Endpoints.ALERT_HISTORY,
                query -> new AlertHistoryPage(
                        list(new AlertHistoryPage.Row(change(), "node")),
                        empty ? OptionalLong.empty() : OptionalLong.of(7)));
        serve(Endpoints.MISMATCHES, query -> new MismatchPage(list(mismatch()), more(query.after())));
        serve(
                Endpoints.PARITY_WINDOWS,
                query -> new ParityWindowsPage(list(new ParityWindowsPage.Row(AT, Category.SYSTEM, counts())), !empty));
        serve(Endpoints.PARITY, query -> parity());
        serve(
                Endpoints.STORED_SUMMARY,
                query -> new SummaryPage(
                        list(new CountsRow(
                                AT,
                                new EventKind("a, b", Category.SYSTEM),
                                new Counts(4, 3, 2, 1, 3, 1, 0, 5, 8_000_000))),
                        !empty));
        return Future.succeededFuture();
    }

    private <Q, R> void serve(Endpoint<Q, R> endpoint, Function<Q, R> answer) {
        endpoint.serve(vertx, question -> Future.succeededFuture(answer.apply(question)));
    }

    private <T> List<T> list(T row) {
        return empty ? List.of() : List.of(row);
    }

    private boolean more(OptionalLong cursor) {
        return !empty && cursor.isEmpty();
    }

    private DeadLetterReply reply() {
        return empty ? new DeadLetterReply.Unknown() : new DeadLetterReply.Done(letter());
    }

    private static MonitoringEvent signed(MonitoringEvent event) {
        return AlteredEvent.of(event)
                .checksum("0123456789abcdef".repeat(4), ChecksumAlgorithm.HMAC_SHA256)
                .keyId(Optional.of("2026-11"))
                .event();
    }

    private static StoredDeadLetter letter() {
        String event = new String(new EventJson().encode(Events.event(1)), StandardCharsets.UTF_8);
        return new StoredDeadLetter(
                1,
                "node",
                7,
                event,
                "why",
                "22P05",
                2,
                5,
                DeadLetterStatus.PENDING,
                AT,
                Optional.empty(),
                Optional.of(AT.plusSeconds(9)),
                Optional.empty());
    }

    private DeadLetterStatistics statistics() {
        Map<DeadLetterStatus, Long> counts = Arrays.stream(DeadLetterStatus.values())
                .collect(Collectors.toMap(Function.identity(), status -> empty ? 0L : 1L));
        return empty
                ? new DeadLetterStatistics(
                        0, counts, Optional.empty(), Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty())
                : new DeadLetterStatistics(
                        4,
                        counts,
                        Optional.of(AT),
                        Optional.of(Duration.ofMillis(1500)),
                        OptionalDouble.of(2.5),
                        OptionalDouble.of(0.5));
    }

    private static Alert alert() {
        return new Alert(
                "no_rule_of_now",
                AlertState.FIRING,
                Severity.WARNING,
                AT,
                OptionalDouble.of(612.5),
                500,
                Map.of("adapter", "realtime"),
                "delivery_p95_ms > 500");
    }

    private static ReceiverFigures receiver() {
        return new ReceiverFigures(
                "pager", Receiver.Type.WEBHOOK, BreakerState.HALF_OPEN, 3, 2, 1, 0, Optional.of(AT), "it answered 503");
    }

    private static AlertChanged change() {
        return new AlertChanged(
                ID,
                "slow",
                false,
                Severity.CRITICAL,
                Map.of("team", "web"),
                OptionalDouble.empty(),
                500,
                "delivery_p95_ms > 500",
                AT,
                AT.plusSeconds(9));
    }

    private static Mismatch mismatch() {
        return new Mismatch(
                3,
                ID,
                "node",
                7,
                Category.CRITICAL,
                Optional.of("error"),
                Mismatch.Verdict.CHANGED,
                Adapter.REALTIME,
                Optional.of("00000001"),
                Optional.empty(),
                List.of(new Mismatch.Difference("data.n", Optional.of("1"), Optional.empty())),
                "",
                AT);
    }

    private static ParityCounts counts() {
        return new ParityCounts(Map.of(ParityCount.DUAL_WRITTEN, 3L, ParityCount.MATCHED, 2L, ParityCount.CHANGED, 1L));
    }

    private ParityObserved parity() {
        long one = empty ? 0 : 1;
        ParityFigures figures =
                new ParityFigures(6 * one, one, one, each(one), one, one, one, one, one, one, 4 * one, 3 * one);
        Map<Verdict, Long> reports =
                Arrays.stream(Verdict.values()).collect(Collectors.toMap(Function.identity(), verdict -> one));
        return new ParityObserved(
                empty ? Map.of() : Map.of(Category.SYSTEM, figures),
                figures,
                each(new Quantiles(one, one, one, one)),
                Duration.ofMinutes(5),
                each(reports),
                AT);
    }

    private static <T> Map<Adapter, T> each(T of) {
        return Map.of(Adapter.WEBSOCKET, of, Adapter.REALTIME, of);
    }
}
