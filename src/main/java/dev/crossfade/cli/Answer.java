package dev.crossfade.cli;

import java.util.List;

/** What a daemon made of one batch. */
record Answer(long accepted, long rejected, long duplicates, List<Answer.Refusal> refusals) {
    /**
     * Why an event was refused.
     *
     * @param index of its line in the batch, from 0
     * @param field dotted path, empty for the whole event
     */
    record Refusal(int index, String field, String message) {}

    /** Every line of the batch refused for the same reason, which is told once. */
    static Answer allRefused(Batch batch, String reason) {
        return new Answer(0, batch.size(), 0, List.of(new Refusal(0, "", reason)));
    }
}
