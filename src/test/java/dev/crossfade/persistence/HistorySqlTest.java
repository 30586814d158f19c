package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.HistoryQuery;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HistorySqlTest {
    @Test
    void whatWasNotAskedIsNotInTheStatement() {
        HistorySql statement = new HistorySql(query(List.of(), Optional.empty()));

        assertThat(statement.sql())
                .doesNotContain("ANY(", "ILIKE", "position <", "position >")
                .contains("LIMIT $1");
        assertThat(statement.parameters()).containsExactly(51L);
    }

    @Test
    void valuesAreParametersWhateverTheySay() {
        HistorySql statement = new HistorySql(query(List.of("x' OR true --"), Optional.of("'; DROP TABLE $1 %_\\")));

        assertThat(statement.sql())
                .contains("WHERE source = ANY($1) AND (event_type ILIKE $2 OR source ILIKE $2 OR data::text ILIKE $2)")
                .doesNotContain("OR true")
                .doesNotContain("DROP");
        assertThat(statement.parameters().get(1)).isEqualTo("%'; DROP TABLE $1 \\%\\_\\\\%");
    }

    private static HistoryQuery query(List<String> sources, Optional<String> text) {
        return new HistoryQuery(
                List.of(),
                List.of(),
                sources,
                Optional.empty(),
                text,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                HistoryQuery.Order.NEWEST_FIRST,
                50);
    }
}
