package dev.crossfade.rest;

import dev.crossfade.rest.Condition.Comparison;
import dev.crossfade.rest.Condition.Group;
import dev.crossfade.rest.Condition.Quantifier;
import java.util.stream.Collectors;

/** What a condition is in SQL. A value travels as text and is read there as what it is compared with. */
final class ConditionSql {
    private final SqlParameters parameters;

    ConditionSql(SqlParameters parameters) {
        this.parameters = parameters;
    }

    String of(Condition condition) {
        if (condition instanceof Group group) {
            return not(group.negated(), group(group));
        }
        Comparison comparison = (Comparison) condition;
        return not(comparison.negated(), comparison(comparison));
    }

    private static String not(boolean negated, String sql) {
        return negated ? "(NOT " + sql + ")" : sql;
    }

    private String group(Group group) {
        return group.parts().isEmpty()
                ? "true"
                : group.parts().stream()
                        .map(this::of)
                        .collect(Collectors.joining(group.any() ? " OR " : " AND ", "(", ")"));
    }

    private String comparison(Comparison comparison) {
        String left = parameters.operand(comparison.operand());
        String type = comparison.operand().type().sql();
        return switch (comparison.operator()) {
            case IS -> "(" + left + (comparison.values().get(0).equals("null") ? " IS NULL)" : " IS NOT NULL)");
            case IN -> "(" + left + anyOf(comparison, type) + ")";
            default -> "(" + left + " " + comparison.operator().sql() + " " + right(comparison, type) + ")";
        };
    }

    /** One parameter for the whole list, but for arrays, of which SQL can make no list. */
    private String anyOf(Comparison comparison, String type) {
        if (comparison.operand().type() != ColumnType.TEXTS) {
            return " = ANY (" + parameters.texts(comparison.values()) + "::" + type + "[])";
        }
        return comparison.values().isEmpty()
                ? " IS NULL AND false"
                : comparison.values().stream()
                        .map(value -> parameters.text(value) + "::" + type)
                        .collect(Collectors.joining(", ", " IN (", ")"));
    }

    private String right(Comparison comparison, String type) {
        String value = parameters.text(comparison.values().get(0));
        return comparison.quantifier() == Quantifier.NONE
                ? value + "::" + type
                : comparison.quantifier() + " (" + value + "::" + type + "[])";
    }
}
