package dev.crossfade.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.ParityReport;
import dev.crossfade.bus.ParityReport.Seen;
import dev.crossfade.bus.ParityReportReply;
import dev.crossfade.bus.ParityReportReply.Verdict;
import dev.crossfade.bus.StoredChecksums;
import dev.crossfade.bus.StoredChecksums.Row;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReportJudgeTest {
    @Test
    void theSameEventsMatchAndOnlyThoseOfBothAdaptersCount() throws Exception {
        List<Row> stored = stored(1, 10);
        stored.set(3, new Row(4, "sum4", Category.SYSTEM, false));

        ParityReportReply reply = judge(report(1, 10, seen(1, 2, 3, 5, 6, 7, 8, 9, 10)), stored);

        assertThat(verdict(reply)).isEqualTo(Verdict.MATCHED);
        assertThat(reply.expected().orElseThrow().count()).isEqualTo(9);
        assertThat(reply.unstored()).isZero();
    }

    @Test
    void fewerAreMissingMoreAreASurplusAndOthersAreAChange() throws Exception {
        assertThat(verdict(judge(report(1, 4, seen(1, 2, 4)), stored(1, 4)))).isEqualTo(Verdict.MISSING);
        assertThat(verdict(judge(report(1, 4, seen(1, 2, 3, 4, 5)), stored(1, 4))))
                .isEqualTo(Verdict.SURPLUS);
        assertThat(verdict(judge(report(1, 4, seen(1, 2, 3, 9)), stored(1, 4)))).isEqualTo(Verdict.CHANGED);
    }

    @Test
    void onlyTheCategoriesThatWereAskedForCount() throws Exception {
        List<Row> stored = stored(1, 4);
        stored.set(1, new Row(2, "sum2", Category.CRITICAL, true));
        ParityReport report = new ParityReport(
                Optional.empty(), "n", 1, 4, Set.of(Category.CRITICAL), Map.of(Adapter.REALTIME, seen(2)));

        assertThat(ReportJudge.judge(report, new StoredChecksums(stored), true)
                        .findings()
                        .get(Adapter.REALTIME)
                        .verdict())
                .isEqualTo(Verdict.MATCHED);
    }

    @Test
    void aRangeThatIsNotStoredToItsEndIsUnverifiedUnlessTheLogIsDrained() throws Exception {
        ParityReport report = report(1, 10, seen(1, 2, 3, 4, 5, 6, 7, 8));

        ParityReportReply waiting = ReportJudge.judge(report, new StoredChecksums(stored(1, 8)), false);

        assertThat(verdict(waiting)).isEqualTo(Verdict.UNVERIFIED);
        assertThat(waiting.expected()).isEmpty();
        assertThat(verdict(ReportJudge.judge(report, new StoredChecksums(stored(1, 8)), true)))
                .isEqualTo(Verdict.MATCHED);
        assertThat(verdict(ReportJudge.judge(report, new StoredChecksums(stored(1, 11)), false)))
                .as("what is stored behind its end shows that all before it is")
                .isEqualTo(Verdict.MISSING);
        assertThat(verdict(ReportJudge.judge(report, new StoredChecksums(List.of()), false)))
                .as("an unknown node")
                .isEqualTo(Verdict.UNVERIFIED);
    }

    @Test
    void whatIsNotStoredIsHeldAgainstNobody() throws Exception {
        List<Row> stored = stored(1, 10);
        stored.remove(4);

        assertThat(verdict(judge(report(1, 10, seen(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)), stored)))
                .as("the dead letter came over /ws")
                .isEqualTo(Verdict.UNVERIFIED);
        assertThat(verdict(judge(report(1, 10, seen(1, 2, 3, 4, 6, 7, 8, 9, 10)), stored)))
                .isEqualTo(Verdict.MATCHED);
        assertThat(verdict(judge(report(1, 10, seen(1, 2, 3, 4, 5, 7, 8, 9, 10)), stored)))
                .as("one of them may be the one that is not stored")
                .isEqualTo(Verdict.UNVERIFIED);
        assertThat(verdict(judge(report(1, 10, seen(1, 2, 3, 4, 6, 7, 8, 9)), stored)))
                .isEqualTo(Verdict.MISSING);
        assertThat(verdict(judge(report(1, 10, seen(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)), stored)))
                .isEqualTo(Verdict.SURPLUS);
        assertThat(judge(report(1, 10, seen(1)), stored).unstored()).isEqualTo(1);
    }

    @Test
    void aRangeThatRetentionHasTakenIsUnverifiedWhateverWasSeen() throws Exception {
        List<Row> later = stored(11, 11);

        assertThat(verdict(judge(report(1, 10, seen()), later))).isEqualTo(Verdict.UNVERIFIED);
        assertThat(verdict(judge(report(1, 10, seen(1, 2, 3)), later))).isEqualTo(Verdict.UNVERIFIED);
    }

    @Test
    void sequenceIdsThatCameTwiceSayNothing() throws Exception {
        List<Row> stored = stored(1, 4);
        stored.add(1, new Row(1, "other", Category.SYSTEM, true));

        assertThat(verdict(judge(report(1, 4, seen(1, 2, 3, 4)), stored))).isEqualTo(Verdict.UNVERIFIED);
    }

    @Test
    void bothAdaptersAgreeWhereTheySawTheSame() throws Exception {
        assertThat(both(seen(1, 2), seen(1, 2)).agreed()).contains(true);
        assertThat(both(seen(1, 2), seen(1, 3)).agreed()).contains(false);
        assertThat(report(1, 2, seen(1, 2)).agreed()).isEmpty();
    }

    private static ParityReport both(Seen websocket, Seen realtime) {
        return new ParityReport(
                Optional.empty(),
                "n",
                1,
                2,
                Set.of(),
                Map.of(Adapter.WEBSOCKET, websocket, Adapter.REALTIME, realtime));
    }

    private static ParityReport report(long from, long to, Seen seen) {
        return new ParityReport(Optional.empty(), "n", from, to, Set.of(), Map.of(Adapter.WEBSOCKET, seen));
    }

    private static ParityReportReply judge(ParityReport report, List<Row> stored) {
        return ReportJudge.judge(report, new StoredChecksums(stored), true);
    }

    private static Verdict verdict(ParityReportReply reply) {
        return reply.findings().get(Adapter.WEBSOCKET).verdict();
    }

    private static List<Row> stored(long from, long to) {
        return new ArrayList<>(LongStream.rangeClosed(from, to)
                .mapToObj(id -> new Row(id, "sum" + id, Category.SYSTEM, true))
                .toList());
    }

    private static Seen seen(long... ids) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (long id : ids) {
            lines.append(id).append(" sum").append(id).append('\n');
        }
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(lines.toString().getBytes(StandardCharsets.UTF_8));
        return new Seen(ids.length, HexFormat.of().formatHex(hash));
    }
}
