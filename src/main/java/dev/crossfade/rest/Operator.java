package dev.crossfade.rest;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How a column is compared with what a client gives. */
enum Operator {
    EQ("eq", "=", true),
    NEQ("neq", "<>", false),
    GT("gt", ">", true),
    GTE("gte", ">=", true),
    LT("lt", "<", true),
    LTE("lte", "<=", true),
    LIKE("like", "~~", true),
    ILIKE("ilike", "~~*", true),
    MATCH("match", "~", true),
    IMATCH("imatch", "~*", true),
    IS_DISTINCT("isdistinct", "IS DISTINCT FROM", false),
    IS("is", "IS", false),
    IN("in", "= ANY", false),
    CONTAINS("cs", "@>", false),
    CONTAINED("cd", "<@", false),
    OVERLAPS("ov", "&&", false),
    RANGE_LEFT("sl", "<<", false),
    RANGE_RIGHT("sr", ">>", false),
    RANGE_NOT_RIGHT("nxr", "&<", false),
    RANGE_NOT_LEFT("nxl", "&>", false),
    RANGE_ADJACENT("adj", "-|-", false);

    private static final Map<String, Operator> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toMap(operator -> operator.word, Function.identity()));

    private final String word;
    private final String sql;
    private final boolean quantified;

    Operator(String word, String sql, boolean quantified) {
        this.word = word;
        this.sql = sql;
        this.quantified = quantified;
    }

    /** Null where the word is none. */
    static Operator of(String word) {
        return BY_WORD.get(word);
    }

    String sql() {
        return sql;
    }

    /** Whether it may be asked of any, or all, of several values. */
    boolean isQuantified() {
        return quantified;
    }

    boolean isPattern() {
        return this == LIKE || this == ILIKE;
    }

    boolean isRegularExpression() {
        return this == MATCH || this == IMATCH;
    }

    /** @throws RestError where values of that type are not compared so */
    void requireFor(ColumnType type) {
        boolean fits =
                switch (this) {
                    case EQ, NEQ, GT, GTE, LT, LTE, IS_DISTINCT, IS, IN -> true;
                    case LIKE, ILIKE, MATCH, IMATCH -> type == ColumnType.TEXT;
                    case CONTAINS, CONTAINED -> type == ColumnType.JSON || type == ColumnType.TEXTS;
                    case OVERLAPS -> type == ColumnType.TEXTS;
                    case RANGE_LEFT, RANGE_RIGHT, RANGE_NOT_RIGHT, RANGE_NOT_LEFT, RANGE_ADJACENT -> false;
                };
        if (!fits) {
            throw RestError.noOperator(type, sql);
        }
    }
}
