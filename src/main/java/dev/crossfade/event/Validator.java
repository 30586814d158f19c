package dev.crossfade.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Says which validation rules an event breaks. */
public final class Validator {
    private static final Duration MOST_AHEAD = Duration.ofHours(24);

    private Validator() {}

    /**
     * The flaws that showed on reading, and those that only the time of receipt shows.
     *
     * @return empty where the event is valid
     */
    public static List<Flaw> check(ReadEvent event, Instant receivedAt) {
        boolean ahead = event.timestamp().isPresent() && event.timestamp().get().isAfter(receivedAt.plus(MOST_AHEAD));
        if (!ahead) {
            return event.flaws();
        }
        List<Flaw> flaws = new ArrayList<>(event.flaws());
        String sent = EventTime.text(event.timestamp().get());
        flaws.add(Flaw.of("timestamp", "a time at most 24 hours ahead was expected", sent));
        return flaws;
    }
}
