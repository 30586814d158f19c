package dev.crossfade.ingest;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.IntakeReply.EventError;
import dev.crossfade.bus.IntakeRequest;
import dev.crossfade.bus.Refusal;
import dev.crossfade.config.Flags;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.Classifier;
import dev.crossfade.event.Completion;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.EventKind;
import dev.crossfade.event.EventReader;
import dev.crossfade.event.Flaw;
import dev.crossfade.event.MalformedEventException;
import dev.crossfade.event.ReadEvent;
import dev.crossfade.event.Route;
import dev.crossfade.event.Validator;
import dev.crossfade.routing.Guards;
import dev.crossfade.routing.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Judges a body of events: reads each, says what is wrong with it, and gives what is good its category and route.
 * Belongs to one thread.
 */
final class EventIntake {
    private final Settings settings;
    private final long configVersion;
    private final EventReader reader;
    private final Classifier classifier;
    private final Router router;
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

    /** @param configVersion the version of these settings, which every event carries */
    EventIntake(Settings settings, long configVersion) {
        this.settings = settings;
        this.configVersion = configVersion;
        this.reader = new EventReader(settings.ingest().maxEventBytes());
        this.classifier = new Classifier(settings.classification().rules());
        this.router = Router.of(
                settings.flags(), settings.dualWrite(), settings.ingest().stickyKey());
    }

    /**
     * Judges every event of a body.
     *
     * @param guards what share of the events each adapter may take now
     * @throws UnreadableBodyException where the body as a whole does not parse
     * @throws OversizedBatchException where it holds more events than are taken at once
     */
    Judgement judge(IntakeRequest request, Instant receivedAt, Guards guards)
            throws UnreadableBodyException, OversizedBatchException {
        boolean lines = request.format() == IntakeRequest.Format.NDJSON;
        Slices slices = lines ? BodySplitter.ndjson(request.body()) : BodySplitter.json(request.body());
        if (slices.count() > settings.ingest().maxBatchEvents()) {
            throw new OversizedBatchException(slices.count(), settings.ingest().maxBatchEvents());
        }
        Batch batch = new Batch(receivedAt, guards, slices.count());
        for (int slice = 0; slice < slices.count(); slice++) {
            batch.judge(request.body(), slices, slice, lines);
        }
        if (lines && batch.brokenLines == slices.count()) {
            throw new UnreadableBodyException("no line is a JSON object");
        }
        return batch.judgement();
    }

    /**
     * What became of a body.
     *
     * @param drafts what is to be appended, in the order of the body
     * @param errors why the others are refused, in the order of the body
     */
    record Judgement(List<EventDraft> drafts, List<EventError> errors, IntakeObserved observed) {
        /** The same, but with nothing to append where any event is refused. */
        Judgement allOrNothing() {
            return errors.isEmpty() ? this : new Judgement(List.of(), errors, observed);
        }

        /** Whether any event to be appended is critical. */
        boolean critical() {
            return drafts.stream().anyMatch(draft -> draft.category() == Category.CRITICAL);
        }

        /** Events refused; one that breaks two rules has two errors and counts once. */
        int rejected() {
            return (int) errors.stream().mapToInt(EventError::index).distinct().count();
        }
    }

    /** One body on its way through. */
    private final class Batch {
        private final Instant receivedAt;
        private final Guards guards;
        private final List<EventDraft> drafts;
        private final List<EventError> errors = new ArrayList<>();
        private final Map<EventKind, IntakeObserved.Tally> tallies = new HashMap<>();
        private int malformed;
        private int invalid;
        private int brokenLines;

        Batch(Instant receivedAt, Guards guards, int events) {
            this.receivedAt = receivedAt;
            this.guards = guards;
            this.drafts = new ArrayList<>(events);
        }

        void judge(byte[] body, Slices slices, int slice, boolean lines) throws UnreadableBodyException {
            int index = slices.index(slice);
            try {
                judge(index, reader.read(body, slices.from(slice), slices.to(slice)));
            } catch (MalformedEventException refused) {
                if (refused.syntax() && !lines) {
                    throw new UnreadableBodyException(
                            "the body is no valid JSON: event " + index + ": " + refused.getMessage());
                }
                brokenLines += refused.syntax() ? 1 : 0;
                malformed++;
                errors.add(new EventError(index, refused.field(), refused.getMessage()));
            }
        }

        private void judge(int index, ReadEvent event) {
            Flags flags = settings.flags();
            Category category = classifier.classify(event);
            if (!flags.enableValidation()) {
                draft(event, category, event.flaws());
                return;
            }
            long started = System.nanoTime();
            List<Flaw> flaws = Validator.check(event, receivedAt);
            boolean refused = !flaws.isEmpty() && flags.validationStrict();
            tally(new EventKind(event.eventType(), category), refused ? flaws.size() : 0, System.nanoTime() - started);
            if (refused) {
                invalid++;
                flaws.forEach(flaw -> errors.add(new EventError(index, flaw.field(), flaw.message())));
            } else {
                draft(event, category, flaws);
            }
        }

        private void draft(ReadEvent event, Category category, List<Flaw> flaws) {
            UUID id = event.id().orElseGet(ids::generate);
            Route route = router.resolve(category, id, event.source().orElse(Completion.UNKNOWN_SOURCE), guards)
                    .route();
            ChecksumAlgorithm algorithm = settings.checksums().algorithms().get(category);
            drafts.add(new Completion(
                            id,
                            category,
                            route,
                            configVersion,
                            router.persists(category),
                            algorithm,
                            algorithm.isKeyed() ? settings.checksums().keys().signing() : Optional.empty(),
                            receivedAt,
                            settings.flags().enableValidation())
                    .draft(event, flaws));
        }

        /** @param errors of an event that is refused; none of one that is kept */
        private void tally(EventKind kind, int errors, long nanos) {
            IntakeObserved.Tally one = new IntakeObserved.Tally(errors > 0 ? 1 : 0, errors, nanos);
            tallies.merge(kind, one, IntakeObserved.Tally::plus);
        }

        Judgement judgement() {
            return new Judgement(drafts, errors, new IntakeObserved(tallies, malformed, 0, refused()));
        }

        private Map<Refusal, Integer> refused() {
            Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
            refused.put(Refusal.MALFORMED, malformed);
            refused.put(Refusal.INVALID, invalid);
            refused.values().removeIf(none -> none == 0);
            return Map.copyOf(refused);
        }
    }
}
