package dev.crossfade.bus;

import dev.crossfade.event.Adapter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is found about a report.
 *
 * @param findings of each adapter that was reported
 * @param expected what is stored of what was asked for; empty where that cannot be said
 * @param unstored events of the range, of whatever category and route, that are not stored and so were not compared
 */
public record ParityReportReply(Map<Adapter, Finding> findings, Optional<ParityReport.Seen> expected, long unstored) {
    public ParityReportReply {
        findings = Map.copyOf(findings);
    }

    /**
     * What is found about one adapter.
     *
     * @param reason why nothing can be said, for people; empty where something can
     */
    public record Finding(Verdict verdict, String reason) {}

    /** How what a client saw compares with what was accepted. */
    public enum Verdict {
        /** Exactly the same. */
        MATCHED,
        /** As many events, but not the same. */
        CHANGED,
        /** Fewer events. */
        MISSING,
        /** More events. */
        SURPLUS,
        /** It cannot be said. */
        UNVERIFIED;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The name that users see. */
        public String label() {
            return label;
        }
    }
}
