package dev.crossfade.event;

/** What the checksum of an event that came back says of it. */
public enum Integrity {
    /** It is the sum of what came back. */
    INTACT,
    /** It is not, or is none of ours. */
    CHANGED,
    /** It was made with a key that is not known here, so it says nothing. */
    UNKNOWN_KEY
}
