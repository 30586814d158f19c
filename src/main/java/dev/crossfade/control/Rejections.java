package dev.crossfade.control;

import dev.crossfade.config.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is configured and not in force, because something is wrong with it. The same thing counts once. */
final class Rejections {
    private final Map<Source, List<Problem>> problems = new EnumMap<>(Source.class);
    private Optional<Instant> since = Optional.empty();
    private long count;

    /** Where it comes from. */
    enum Source {
        FILE,
        /** What other nodes have said. */
        DATABASE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Takes note of what is wrong now; says whether that is news. */
    boolean reject(Source source, List<Problem> found, Instant now) {
        if (found.equals(problems.get(source))) {
            return false;
        }
        since = Optional.of(since.orElse(now));
        problems.put(source, List.copyOf(found));
        count++;
        return true;
    }

    /** Nothing is wrong there now; says whether something was. */
    boolean accept(Source source) {
        boolean was = problems.remove(source) != null;
        since = problems.isEmpty() ? Optional.empty() : since;
        return was;
    }

    List<Problem> of(Source source) {
        return problems.getOrDefault(source, List.of());
    }

    List<Problem> all() {
        List<Problem> all = new ArrayList<>();
        problems.values().forEach(all::addAll);
        return List.copyOf(all);
    }

    /** When the first of those that last was seen; empty where nothing is wrong. */
    Optional<Instant> since() {
        return since;
    }

    /** Since the start. */
    long count() {
        return count;
    }
}
