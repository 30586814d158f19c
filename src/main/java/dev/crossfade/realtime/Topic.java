package dev.crossfade.realtime;

import java.util.Optional;

/** The topics that channels have: {@code realtime:} and the channel's name, which may hold any character. */
public final class Topic {
    private static final String PREFIX = "realtime:";
    private static final String UNMATCHED = "unmatched topic";
    private static final String NAMELESS = "TopicNameRequired: You must provide a topic name";

    private Topic() {}

    /** The channel's name; empty where it is no topic of a channel. */
    public static Optional<String> nameOf(String topic) {
        return problem(topic).isPresent() ? Optional.empty() : Optional.of(topic.substring(PREFIX.length()));
    }

    /** Why it is no topic of a channel, in the words that the client is refused with; empty where it is one. */
    public static Optional<String> problem(String topic) {
        if (!topic.startsWith(PREFIX)) {
            return Optional.of(UNMATCHED);
        }
        return topic.length() == PREFIX.length() ? Optional.of(NAMELESS) : Optional.empty();
    }
}
