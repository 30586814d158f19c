package dev.crossfade.realtime;

/** From where a channel wants the feed, other than from now on. */
public sealed interface Resume {
    /**
     * From behind a position that the client knows.
     *
     * @param position 0 or more
     */
    record After(long position) implements Resume {}

    /**
     * From where the client of that name had been served.
     *
     * @param name 1 to 200 characters
     */
    record Key(String name) implements Resume {}
}
