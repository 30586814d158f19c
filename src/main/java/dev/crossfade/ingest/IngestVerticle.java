package dev.crossfade.ingest;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.EventsAddress;
import dev.crossfade.bus.IntakeReply;
import dev.crossfade.bus.IntakeReply.Reason;
import dev.crossfade.bus.IntakeReply.Refused;
import dev.crossfade.bus.IntakeRequest;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.eventlog.Appended;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogFailedException;
import dev.crossfade.eventlog.LogFullException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events in from every door and answers when they are durable. One a core; each judges on its own thread, the log
 * gathers what all of them append.
 */
public final class IngestVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(IngestVerticle.class);
    private static final int RETRY_SOON_SECONDS = 1;
    private static final int RETRY_LATER_SECONDS = 10;

    private final EventLog log;
    private final Admission admission;
    private final Clock clock;
    private final EventIntake intake;
    private boolean stopping;

    public IngestVerticle(Settings settings, EventLog log, Admission admission, Clock clock) {
        this.log = log;
        this.admission = admission;
        this.clock = clock;
        this.intake = new EventIntake(settings);
    }

    @Override
    public Future<?> start() {
        Topics.STOPPING.listen(vertx, told -> stopping = true);
        Endpoints.INTAKE.serve(vertx, this::take);
        EventsAddress.serve(vertx, this::take);
        return Future.succeededFuture();
    }

    private Future<IntakeReply> take(IntakeRequest request) {
        if (stopping) {
            return refuse(Reason.UNAVAILABLE, "the daemon is shutting down", RETRY_LATER_SECONDS);
        }
        try {
            EventIntake.Judgement judgement =
                    intake.judge(request, clock.instant().truncatedTo(ChronoUnit.MICROS), Set.of());
            Topics.INTAKE_OBSERVED.publish(vertx, judgement.observed());
            return append(judgement);
        } catch (UnreadableBodyException unreadable) {
            return refuse(Reason.UNREADABLE, unreadable.getMessage(), 0);
        } catch (OversizedBatchException oversized) {
            return refuse(Reason.TOO_LARGE, oversized.getMessage(), 0);
        }
    }

    private Future<IntakeReply> append(EventIntake.Judgement judgement) {
        int events = judgement.drafts().size();
        if (events == 0) {
            return Future.succeededFuture(admitted(judgement, new Appended(0, 0)));
        }
        if (!admission.enter(events)) {
            return refuse(Reason.TOO_MANY, "too many events wait to be written", RETRY_SOON_SECONDS);
        }
        return Future.fromCompletionStage(log.append(judgement.drafts()), context)
                .map(appended -> admitted(judgement, appended))
                .recover(IngestVerticle::refusal)
                .onComplete(answered -> admission.leave(events));
    }

    private static IntakeReply admitted(EventIntake.Judgement judgement, Appended appended) {
        return new IntakeReply.Admitted(
                judgement.drafts().size(),
                judgement.rejected(),
                0,
                appended.firstSequenceId(),
                appended.lastSequenceId(),
                judgement.errors());
    }

    private static Future<IntakeReply> refusal(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof LogFullException) {
            return refuse(Reason.UNAVAILABLE, "the event log has no room now", RETRY_LATER_SECONDS);
        }
        if (cause instanceof LogFailedException) {
            return refuse(Reason.UNAVAILABLE, "the event log cannot write", RETRY_LATER_SECONDS);
        }
        LOG.error("bug in the event log", cause);
        return Future.failedFuture(cause);
    }

    private static Future<IntakeReply> refuse(Reason reason, String detail, int retryAfterSeconds) {
        return Future.succeededFuture(new Refused(reason, detail, retryAfterSeconds));
    }
}
