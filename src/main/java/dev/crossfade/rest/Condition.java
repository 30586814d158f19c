package dev.crossfade.rest;

import java.util.List;

/** What a row must be like to be in an answer. */
sealed interface Condition {
    /**
     * Several conditions as one.
     *
     * @param any whether one of them is enough
     */
    record Group(boolean negated, boolean any, List<Condition> parts) implements Condition {}

    /**
     * One value compared.
     *
     * @param values one, but for a list of {@link Operator#IN}; of a quantified comparison an array's literal
     */
    record Comparison(boolean negated, Operand operand, Operator operator, Quantifier quantifier, List<String> values)
            implements Condition {}

    /** Whether the operator's right side is one value or an array, of which any or all must fit. */
    enum Quantifier {
        NONE,
        ANY,
        ALL
    }
}
