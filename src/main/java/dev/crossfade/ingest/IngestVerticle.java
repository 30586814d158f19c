package dev.crossfade.ingest;

import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.EventsAddress;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.IntakeReply;
import dev.crossfade.bus.IntakeReply.Reason;
import dev.crossfade.bus.IntakeReply.Refused;
import dev.crossfade.bus.IntakeRequest;
import dev.crossfade.bus.Refusal;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.eventlog.Appended;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogFailedException;
import dev.crossfade.eventlog.LogFullException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events in from every door and answers when they are durable. One a core; each judges on its own thread, the log
 * gathers what all of them append.
 *
 * <p>A body is judged by one version of the settings from its first event to its last.
 */
public final class IngestVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(IngestVerticle.class);

    private final EventLog log;
    private final Admission admission;
    private final Clock clock;
    private final CurrentSettings current;
    private final CurrentGuard guard = new CurrentGuard();
    private final RetryAfter retryAfter;
    private EventIntake intake;
    private boolean stopping;

    /** @param admission shared by all instances */
    public IngestVerticle(SettingsSnapshot first, EventLog log, Admission admission, Clock clock) {
        this(first, log, admission, clock, new RetryAfter(new SplittableRandom()));
    }

    IngestVerticle(SettingsSnapshot first, EventLog log, Admission admission, Clock clock, RetryAfter retryAfter) {
        this.retryAfter = retryAfter;
        this.log = log;
        this.admission = admission;
        this.clock = clock;
        this.current = new CurrentSettings(first);
        this.intake = intake(first);
    }

    @Override
    public Future<?> start() {
        Topics.STOPPING.listen(vertx, told -> stopping = true);
        current.follow(vertx, this::changed);
        guard.follow(vertx);
        Endpoints.INTAKE.serve(vertx, this::take);
        EventsAddress.serve(vertx, this::take);
        return Future.succeededFuture();
    }

    private static EventIntake intake(SettingsSnapshot snapshot) {
        return new EventIntake(snapshot.settings(), snapshot.version());
    }

    private void changed(SettingsSnapshot now) {
        intake = intake(now);
        admission.limit(now.settings().ingest().maxInFlight());
    }

    private Future<IntakeReply> take(IntakeRequest request) {
        if (stopping) {
            tell(Refusal.UNAVAILABLE, 1);
            return refuse(Reason.UNAVAILABLE, "the daemon is shutting down", retryAfter.later());
        }
        try {
            EventIntake.Judgement judgement =
                    intake.judge(request, clock.instant().truncatedTo(ChronoUnit.MICROS), guard.guards());
            return append(judgement, request.whole() ? judgement.allOrNothing() : judgement);
        } catch (UnreadableBodyException unreadable) {
            tell(Refusal.UNREADABLE, 1);
            return refuse(Reason.UNREADABLE, unreadable.getMessage(), 0);
        } catch (OversizedBatchException oversized) {
            tell(Refusal.TOO_LARGE, oversized.events());
            return refuse(Reason.TOO_LARGE, oversized.getMessage(), 0);
        }
    }

    /** Tells what was judged once the log has it: by then the log's end says how far to count before that is added up. */
    private Future<IntakeReply> append(EventIntake.Judgement judged, EventIntake.Judgement kept) {
        int events = kept.drafts().size();
        int left = judged.drafts().size() - events;
        if (events == 0) {
            tell(judged);
            if (left > 0) {
                tell(Refusal.ALL_OR_NONE, left);
            }
            return Future.succeededFuture(admitted(kept, new Appended(0, 0, 0)));
        }
        if (!admission.enter(events, kept.critical())) {
            tell(judged);
            tell(Refusal.OVERLOADED, events);
            return tooMany();
        }
        return Future.fromCompletionStage(log.append(kept.drafts()), context)
                .onComplete(done -> tell(judged))
                .onSuccess(this::observe)
                .onFailure(refused -> tell(reason(cause(refused)), events))
                .map(appended -> admitted(kept, appended))
                .recover(this::refusal)
                .onComplete(answered -> admission.leave(events));
    }

    private void tell(EventIntake.Judgement judged) {
        Topics.INTAKE_OBSERVED.publish(vertx, judged.observed());
    }

    private void observe(Appended appended) {
        if (appended.duplicates() > 0) {
            Topics.INTAKE_OBSERVED.publish(vertx, IntakeObserved.duplicates(appended.duplicates()));
        }
    }

    private void tell(Refusal reason, int events) {
        Topics.INTAKE_OBSERVED.publish(vertx, IntakeObserved.refused(reason, events));
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException ? thrown.getCause() : thrown;
    }

    private static Refusal reason(Throwable cause) {
        boolean busy = cause instanceof LogFullException full && full.reason() == LogFullException.Reason.WAITING;
        return busy ? Refusal.OVERLOADED : Refusal.UNAVAILABLE;
    }

    private static IntakeReply admitted(EventIntake.Judgement judgement, Appended appended) {
        return new IntakeReply.Admitted(
                judgement.drafts().size() - appended.duplicates(),
                judgement.rejected(),
                appended.duplicates(),
                appended.firstSequenceId(),
                appended.lastSequenceId(),
                judgement.errors());
    }

    private Future<IntakeReply> refusal(Throwable thrown) {
        Throwable cause = cause(thrown);
        if (cause instanceof LogFullException full) {
            return switch (full.reason()) {
                case WAITING -> tooMany();
                case BOUND, DISK -> refuse(Reason.UNAVAILABLE, "the event log has no room now", retryAfter.later());
                case AGE ->
                    refuse(
                            Reason.UNAVAILABLE,
                            "events have waited for the database for too long; critical ones alone are taken",
                            retryAfter.later());
            };
        }
        if (cause instanceof LogFailedException) {
            return refuse(Reason.UNAVAILABLE, "the event log cannot write", retryAfter.later());
        }
        LOG.error("bug in the event log", cause);
        return Future.failedFuture(cause);
    }

    private Future<IntakeReply> tooMany() {
        return refuse(Reason.TOO_MANY, "too many events wait to be written", retryAfter.soon());
    }

    private static Future<IntakeReply> refuse(Reason reason, String detail, int retryAfterSeconds) {
        return Future.succeededFuture(new Refused(reason, detail, retryAfterSeconds));
    }
}
