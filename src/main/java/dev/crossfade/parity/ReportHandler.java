package dev.crossfade.parity;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.ParityReport;
import dev.crossfade.bus.ParityReportReply;
import dev.crossfade.bus.ParityReportReply.Verdict;
import dev.crossfade.bus.StoredChecksumsQuery;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.event.Adapter;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogStats;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what clients report, a few at once: each costs the database a question. Belongs to one context. */
final class ReportHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ReportHandler.class);
    private static final int MOST_AT_ONCE = 4;

    private final Vertx vertx;
    private final EventLog log;
    private final ReportTally tally = new ReportTally();
    private int atOnce;

    ReportHandler(Vertx vertx, EventLog log) {
        this.vertx = vertx;
        this.log = log;
    }

    void serve() {
        Endpoints.PARITY_REPORT.serve(vertx, this::judge);
    }

    /** How many of each verdict there were since the start. */
    Map<Adapter, Map<Verdict, Long>> told() {
        return tally.told();
    }

    private Future<ParityReportReply> judge(ParityReport report) {
        if (atOnce >= MOST_AT_ONCE) {
            return Future.failedFuture(new Unavailable("too many reports are being compared"));
        }
        atOnce++;
        // Before the database is asked: what has left the log by then is in the answer.
        boolean drained = isDrained(report);
        return Endpoints.STORED_CHECKSUMS
                .ask(vertx, new StoredChecksumsQuery(report.node(), report.from(), report.size() + 1))
                .map(stored -> ReportJudge.judge(report, stored, drained))
                .recover(away -> Future.succeededFuture(ReportJudge.unverified(report, away.getMessage())))
                .map(tally::add)
                .onSuccess(reply -> tell(report, reply))
                .onComplete(over -> atOnce--);
    }

    private boolean isDrained(ParityReport report) {
        LogStats stats = log.stats();
        return report.node().equals(log.node()) && report.to() <= stats.lastSequenceId() && stats.backlog() == 0;
    }

    private static void tell(ParityReport report, ParityReportReply reply) {
        reply.findings().forEach((adapter, finding) -> {
            if (finding.verdict() != Verdict.MATCHED && finding.verdict() != Verdict.UNVERIFIED) {
                LOG.warn(
                        "a client did not see what was accepted client={} node={} from={} to={} adapter={} verdict={}",
                        report.client().orElse(""),
                        report.node(),
                        report.from(),
                        report.to(),
                        adapter.label(),
                        finding.verdict().label());
            }
        });
    }
}
