package dev.crossfade.control;

import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.Problem;
import dev.crossfade.config.Rejected;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says of a start that overrides stop which they are: nobody who looks at the file alone would find them.
 *
 * @param overrides those that are in force, by full path
 * @param file where they are kept
 */
record KeptOverrides(Map<String, OverrideEntry> overrides, Path file) {

    static KeptOverrides of(Ledger ledger, Path file) {
        Map<String, OverrideEntry> active = new TreeMap<>(ledger.overrides());
        active.values().removeIf(OverrideEntry::dropped);
        return new KeptOverrides(active, file);
    }

    /** The same problems; those that overrides have a part in tell who has set them, and how to be rid of them. */
    Rejected named(Rejected rejected) {
        List<Problem> problems = rejected.problems().stream().map(this::named).toList();
        return new Rejected(problems, rejected.count());
    }

    private Problem named(Problem problem) {
        StringBuilder expected = new StringBuilder(problem.expected());
        overrides.forEach((key, entry) -> {
            if (concerns(key, problem)) {
                expected.append("; ").append(words(key, entry));
            }
        });
        return new Problem(problem.path(), problem.value(), expected.toString());
    }

    private static boolean concerns(String key, Problem problem) {
        return problem.path().equals(key)
                || problem.path().startsWith(key + "[")
                || problem.expected().contains(" " + key + " is an override");
    }

    private String words(String key, OverrideEntry entry) {
        return "the override of " + key + " by " + SettingsLog.oneLine(entry.actor()) + " since " + entry.at()
                + " is kept in " + file + ": undo what it does not go with, start, and DELETE it over HTTP; or take its"
                + " entry out of there, start, and DELETE it all the same, since the database may have it too";
    }
}
