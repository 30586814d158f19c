package dev.crossfade.parity;

import dev.crossfade.bus.ParityReport;
import dev.crossfade.bus.ParityReport.Seen;
import dev.crossfade.bus.ParityReportReply;
import dev.crossfade.bus.ParityReportReply.Finding;
import dev.crossfade.bus.ParityReportReply.Verdict;
import dev.crossfade.bus.StoredChecksums;
import dev.crossfade.event.Adapter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says how a report compares with what is stored. Where something that was accepted may not be stored, it says no more
 * than what holds all the same.
 */
final class ReportJudge {
    private ReportJudge() {}

    /** Nothing can be said, for that reason. */
    static ParityReportReply unverified(ParityReport report, String reason) {
        return reply(report, Optional.empty(), 0, seen -> new Finding(Verdict.UNVERIFIED, reason));
    }

    /**
     * Compares.
     *
     * @param stored from the report's first sequence id on, and one more than it is about where there are so many
     * @param drained whether all that its node has accepted up to its last sequence id has left the event log
     */
    static ParityReportReply judge(ParityReport report, StoredChecksums stored, boolean drained) {
        List<StoredChecksums.Row> inRange = stored.rows().stream()
                .filter(row -> row.sequenceId() <= report.to())
                .toList();
        long different = inRange.stream()
                .mapToLong(StoredChecksums.Row::sequenceId)
                .distinct()
                .count();
        boolean reached = stored.rows().stream().anyMatch(row -> row.sequenceId() >= report.to());
        if (different < inRange.size()) {
            return unverified(report, "the node has given a sequence id of the range more than once");
        }
        if (!reached && !drained) {
            return unverified(report, "not everything up to to_sequence_id is stored, or there is no such node");
        }
        Seen expected = expected(report, inRange);
        long unstored = report.size() - different;
        return reply(report, Optional.of(expected), unstored, seen -> compare(seen, expected, unstored));
    }

    private static Finding compare(Seen seen, Seen expected, long unstored) {
        long more = seen.count() - expected.count();
        if (more < 0) {
            return new Finding(Verdict.MISSING, "");
        }
        if (more > unstored) {
            return new Finding(Verdict.SURPLUS, "");
        }
        if (seen.equals(expected) && (unstored == 0 || seen.count() > 0)) {
            return new Finding(Verdict.MATCHED, "");
        }
        if (unstored > 0) {
            return new Finding(
                    Verdict.UNVERIFIED,
                    unstored
                            + " events of the range are not stored: dead letters, dropped by retention, or of a category"
                            + " that is not persisted");
        }
        return new Finding(Verdict.CHANGED, "");
    }

    private static Seen expected(ParityReport report, List<StoredChecksums.Row> rows) {
        MessageDigest digest = sha256();
        long count = 0;
        for (StoredChecksums.Row row : rows) {
            boolean wanted =
                    report.categories().isEmpty() || report.categories().contains(row.category());
            if (row.dual() && wanted) {
                count++;
                digest.update((row.sequenceId() + " " + row.checksum() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return new Seen(count, HexFormat.of().formatHex(digest.digest()));
    }

    private static ParityReportReply reply(
            ParityReport report, Optional<Seen> expected, long unstored, Function<Seen, Finding> judge) {
        Map<Adapter, Finding> findings = new EnumMap<>(Adapter.class);
        report.seen().forEach((adapter, seen) -> findings.put(adapter, judge.apply(seen)));
        return new ParityReportReply(findings, expected, unstored);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
