package dev.crossfade.config;

import java.util.List;

/**
 * A configuration that cannot come into force, with all that is wrong with it; never empty.
 *
 * @param problems where there are too many, the first of them, and one that says how many more there are
 * @param count of all of them
 */
public record Rejected(List<Problem> problems, int count) implements Reading {
    public Rejected(List<Problem> problems) {
        this(problems, problems.size());
    }
}
