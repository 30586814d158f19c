package dev.crossfade.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.crossfade.event.StorableText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class RestSqlTest {
    @Property
    void aValueIsAParameterAndNeverPartOfTheStatement(@ForAll @StringLength(min = 1, max = 100) String text) {
        assumeThat(StorableText.holds(text)).isTrue();
        RestSql plain = sql(Map.of("source", List.of("eq.x")));
        RestSql hostile = sql(Map.of("source", List.of("eq." + text)));
        assertThat(hostile.sql()).isEqualTo(plain.sql());
        assertThat(hostile.parameters()).contains(text);
    }

    @Property
    void aQuotedValueOfAListOrATreeSurvivesAsItIs(@ForAll @StringLength(max = 100) String text) {
        assumeThat(StorableText.holds(text)).isTrue();
        String quoted = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        RestSql list = sql(Map.of("source", List.of("in.(a," + quoted + ")")));
        assertThat(list.parameters()).anySatisfy(value -> assertThat(value).isEqualTo(new String[] {"a", text}));
        RestSql tree = sql(Map.of("or", List.of("(source.eq." + quoted + ",data->>k.neq." + quoted + ")")));
        assertThat(tree.parameters()).contains(text);
        assertThat(tree.sql())
                .isEqualTo(sql(Map.of("or", List.of("(source.eq.a,data->>k.neq.b)")))
                        .sql());
    }

    @Property
    void aNameOfAMemberIsAParameterToo(@ForAll @StringLength(min = 1, max = 100) String text) {
        assumeThat(StorableText.holds(text)).isTrue();
        String quoted = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        RestSql hostile = sql(Map.of("select", List.of(quoted + ":id")));
        assertThat(hostile.sql())
                .isEqualTo(sql(Map.of("select", List.of("x:id"))).sql());
        assertThat(hostile.parameters()).contains(text);
    }

    @Test
    void everyParameterHasItsPlaceInTheStatement() {
        RestSql sql = sql(Map.of(
                "select", List.of("a:id,data->x->>0"),
                "or", List.of("(source.in.(1,2),adapters.in.({a},{b}),position.gt(any).{1,2})"),
                "order", List.of("data->>k.desc")));
        assertThat(sql.parameters()).isNotEmpty();
        for (int number = 1; number <= sql.parameters().size(); number++) {
            assertThat(sql.sql()).contains("$" + number + "::");
        }
        assertThat(sql.sql()).doesNotContain("$" + (sql.parameters().size() + 1) + "::");
        assertThat(Stream.of("DESC", "ANY", "IN (").allMatch(sql.sql()::contains))
                .isTrue();
    }

    @Test
    void onlyColumnsThatAreWantedAreMeasured() {
        assertThat(sql(Map.of("select", List.of("id"))).sql()).doesNotContain("pg_column_size");
        assertThat(sql(Map.of("select", List.of("data->>a"))).sql()).contains("pg_column_size(e.\"data\")");
    }

    @Test
    void csvQuotesWhatWouldBreakItAndWritesJsonAsText() {
        String csv = CsvText.of(
                List.of("a", "b,c", "d"),
                "[{\"a\":1.50,\"b,c\":\"x\\ny\",\"d\":{\"k\":[1]}},{\"a\":null,\"b,c\":\"\\\"\",\"d\":true}]");
        assertThat(csv).isEqualTo("a,\"b,c\",d\n1.50,\"x\ny\",\"{\"\"k\"\":[1]}\"\n,\"\"\"\",true");
    }

    @Test
    void insertedRowsAreCountedBeforeAnythingIsDoneWithThem() {
        assertThat(Arrays.stream(new String[] {"{}", "[]", "[{},{\"a\":[1,2]}]", "[1]"})
                        .map(body -> InsertedRows.count(body.getBytes(StandardCharsets.UTF_8))))
                .containsExactly(1L, 0L, 2L, 1L);
    }

    private static RestSql sql(Map<String, List<String>> parameters) {
        return new RestSql(new RestQueryReader(parameters).query(null, true, true));
    }
}
