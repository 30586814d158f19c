package dev.crossfade.eventlog;

/** Offsets, first and last, whose records cannot be read any more. */
record Gap(long first, long last) {
    @Override
    public String toString() {
        return first == last ? Long.toString(first) : first + " to " + last;
    }
}
