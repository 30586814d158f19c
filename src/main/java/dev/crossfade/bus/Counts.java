package dev.crossfade.bus;

/**
 * What was counted of some events.
 *
 * @param accepted events in the event log
 * @param websocket those of them whose route has that adapter
 * @param realtime those of them whose route has that adapter
 * @param suppressed those of them whose route has no adapter
 * @param passed events that validation found nothing wrong with
 * @param failed events that broke one rule or more, kept or refused
 * @param errors broken rules, over all events, that made them be refused
 * @param warnings broken rules, over all events, that were put right
 * @param nanos time spent on validation in all
 */
public record Counts(
        long accepted,
        long websocket,
        long realtime,
        long suppressed,
        long passed,
        long failed,
        long errors,
        long warnings,
        long nanos) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Events that were judged. */
    public long judged() {
        return passed + failed;
    }

    public Counts plus(Counts other) {
        return new Counts(
                accepted + other.accepted,
                websocket + other.websocket,
                realtime + other.realtime,
                suppressed + other.suppressed,
                passed + other.passed,
                failed + other.failed,
                errors + other.errors,
                warnings + other.warnings,
                nanos + other.nanos);
    }
}
