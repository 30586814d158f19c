package dev.crossfade.config;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where audit rows go. */
@FunctionalInterface
public interface AuditTrail {
    /**
     * Takes rows in. A row may come twice, under the same id.
     *
     * @return done when they are durable; failed when they are to be given once more later
     */
    CompletionStage<?> append(List<AuditRow> rows);
}
