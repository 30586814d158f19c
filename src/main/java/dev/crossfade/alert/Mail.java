package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import java.time.Instant;
import java.util.List;

/** What one receiver is still to be told, in the order and with the bounds of its kind. Belongs to one thread. */
interface Mail {
    /** Notes what has changed. */
    void add(AlertChanged change);

    /** What is to be told now, in one request; empty where there is nothing. Asking changes nothing. */
    List<AlertChanged> next(Instant now);

    /** The receiver has taken this. */
    void taken(List<AlertChanged> told, Instant now);

    /** The receiver refuses this for good: it is not told again. */
    void refused(List<AlertChanged> told, Instant now);

    /** Changes that have not been taken yet. */
    int waiting();

    /** Those that are to be told once more after a restart, in order; none where the receiver is told of all that fires anyhow. */
    List<AlertChanged> kept();

    /** Changes that were refused, or gave way to newer ones. */
    long lost();
}
