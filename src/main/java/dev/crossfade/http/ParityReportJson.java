package dev.crossfade.http;

import dev.crossfade.bus.ParityReport;
import dev.crossfade.bus.ParityReport.Seen;
import dev.crossfade.bus.ParityReportReply;
import dev.crossfade.bus.ParityReportReply.Finding;
import dev.crossfade.event.Adapter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The answer to a report. */
final class ParityReportJson {
    private ParityReportJson() {}

    static JsonObject of(ParityReport report, ParityReportReply reply) {
        JsonArray categories = new JsonArray();
        report.categories().stream().sorted().forEach(category -> categories.add(category.label()));
        JsonObject adapters = new JsonObject();
        for (Adapter adapter : Adapter.values()) {
            if (report.seen().containsKey(adapter)) {
                adapters.put(
                        adapter.label(),
                        finding(reply.findings().get(adapter), report.seen().get(adapter)));
            }
        }
        return new JsonObject()
                .put("client", report.client().orElse(null))
                .put("node", report.node())
                .put("from_sequence_id", report.from())
                .put("to_sequence_id", report.to())
                .put("categories", categories)
                .put("expected", reply.expected().map(ParityReportJson::seen).orElse(null))
                .put("unstored", reply.unstored())
                .put("adapters", adapters)
                .put("agreed", report.agreed().orElse(null));
    }

    private static JsonObject finding(Finding finding, Seen reported) {
        return new JsonObject()
                .put("verdict", finding.verdict().label())
                .put("reason", finding.reason())
                .put("reported", seen(reported));
    }

    static JsonObject seen(Seen seen) {
        return new JsonObject().put("count", seen.count()).put("digest", seen.digest());
    }
}
