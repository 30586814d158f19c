package dev.crossfade.bus;

/** What became of a wish about one dead letter. */
public sealed interface DeadLetterReply {
    /**
     * It was done.
     *
     * @param letter as it is now; as it was, where it is deleted
     */
    record Done(StoredDeadLetter letter) implements DeadLetterReply {}

    /** There is no such letter. */
    record Unknown() implements DeadLetterReply {}

    /** The letter is not in a status in which that can be done; nothing was changed. */
    record Refused(DeadLetterStatus status) implements DeadLetterReply {}
}
