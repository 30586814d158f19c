package dev.crossfade.bus;

import java.util.List;

/** What became of a body of events. */
public sealed interface IntakeReply {

    /**
     * The body was read, and each event was taken or refused on its own.
     *
     * @param accepted durable in the event log
     * @param rejected refused, each with an entry in {@code errors}
     * @param duplicates known already by their id; neither accepted nor rejected
     * @param firstSequenceId of the accepted ones; 0 where none was
     * @param lastSequenceId of the accepted ones; 0 where none was
     */
    record Admitted(
            int accepted,
            int rejected,
            int duplicates,
            long firstSequenceId,
            long lastSequenceId,
            List<EventError> errors)
            implements IntakeReply {
        /** Whether there were events and every one was refused; one that is known already is as good as accepted. */
        public boolean noneTaken() {
            return accepted == 0 && duplicates == 0 && rejected > 0;
        }
    }

    /**
     * The body was refused as a whole and nothing of it was kept.
     *
     * @param reason what kind of refusal
     * @param detail for the sender
     * @param retryAfterSeconds when to try again; 0 where trying again is of no use
     */
    record Refused(Reason reason, String detail, int retryAfterSeconds) implements IntakeReply {}

    /** Why a whole body is refused; each stands for one HTTP status and bus failure code. */
    enum Reason {
        UNREADABLE(400),
        TOO_LARGE(413),
        TOO_MANY(429),
        UNAVAILABLE(503);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /**
     * Why one event was refused.
     *
     * @param index of the event, or line, in the body, from 0
     * @param field dotted path; empty for the event as a whole
     */
    record EventError(int index, String field, String message) {}
}
