package dev.crossfade.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossfade.rest.Condition.Comparison;
import dev.crossfade.rest.Condition.Group;
import dev.crossfade.rest.Condition.Quantifier;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestQueryReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source=eq.a                | EQ          | a",
                "source=neq.a               | NEQ         | a",
                "source=gt.a                | GT          | a",
                "source=gte.a               | GTE         | a",
                "source=lt.a                | LT          | a",
                "source=lte.a               | LTE         | a",
                "source=like.*a_            | LIKE        | %a_",
                "source=ilike.a*            | ILIKE       | a%",
                "source=match.^a*$          | MATCH       | ^a*$",
                "source=imatch.^a           | IMATCH      | ^a",
                "source=isdistinct.a        | IS_DISTINCT | a",
                "source=is.NULL             | IS          | null",
                "source=is.not_null         | IS          | not_null",
                "source=eq.a.b              | EQ          | a.b",
                "source=eq.\"a\"            | EQ          | \"a\"",
                "source=eq.not.a            | EQ          | not.a",
                "source=eq.a,b)             | EQ          | a,b)",
                "adapters=cs.{a,b}          | CONTAINS    | {a,b}",
                "adapters=cd.{}             | CONTAINED   | {}",
                "adapters=ov.{a}            | OVERLAPS    | {a}",
                "data=cs.{\"a\":[1,2]}      | CONTAINS    | {\"a\":[1,2]}"
            })
    void readsEveryOperatorAndTakesTheValueAsItStands(String query, Operator operator, String value) {
        Comparison comparison = comparison(query);
        assertThat(comparison.operator()).isEqualTo(operator);
        assertThat(comparison.values()).containsExactly(value);
        assertThat(comparison.negated()).isFalse();
        assertThat(comparison(query.replaceFirst("=", "=not.")).negated()).isTrue();
    }

    @Test
    void aListMayHoldQuotedValues() {
        assertThat(comparison("source=in.(a,\"b,c\",\"d\\\"e\\\\\",,\"\")").values())
                .containsExactly("a", "b,c", "d\"e\\", "", "");
        assertThat(comparison("source=in.()").values()).isEmpty();
    }

    @Test
    void anOperatorMayBeAskedOfAnyOrAllOfSeveralValues() {
        assertThat(comparison("source=like(any).{a*,b*}"))
                .isEqualTo(new Comparison(
                        false, Operand.of(Column.SOURCE), Operator.LIKE, Quantifier.ANY, List.of("{a%,b%}")));
        assertThat(comparison("position=not.lt(all).{1,2}").quantifier()).isEqualTo(Quantifier.ALL);
    }

    @Test
    void aFilterMayReachIntoJson() {
        Operand operand = comparison("data->a->-1->>b c=eq.1").operand();
        assertThat(operand)
                .isEqualTo(new Operand(
                        Column.DATA,
                        List.of(
                                new Operand.Step("a", false),
                                new Operand.Step("-1", true),
                                new Operand.Step("b c", false)),
                        true));
        assertThat(comparison("data->>\"a.b->c\"=eq.1").operand().path())
                .containsExactly(new Operand.Step("a.b->c", false));
    }

    @Test
    void conditionsMayBeNested() {
        Group group = (Group) where(
                        "or=(source.eq.\"a,b)\",and(position.not.gt.5,adapters.cs.{x,y}),not.or(category.is.null,id.in.(\"1\",2)))")
                .get(0);
        assertThat(group.any()).isTrue();
        assertThat(((Comparison) group.parts().get(0)).values()).containsExactly("a,b)");
        Group and = (Group) group.parts().get(1);
        assertThat(((Comparison) and.parts().get(0)).negated()).isTrue();
        assertThat(((Comparison) and.parts().get(1)).values()).containsExactly("{x,y}");
        Group not = (Group) group.parts().get(2);
        assertThat(not.negated()).isTrue();
        assertThat(((Comparison) not.parts().get(1)).values()).containsExactly("1", "2");
        assertThat(((Group) where("not.and=(source.eq.a)").get(0)).negated()).isTrue();
    }

    @Test
    void theRequestThatAClientWasSeenToSendIsUnderstood() {
        RestQuery query = query("select=id%2Csource&source=eq.a+b%2Bc&timestamp=gte.2026-01-01T00%3A00%3A00%2B00%3A00"
                + "&or=%28source.eq.1%2Csource.eq.2%29&category=in.%28p%2C%22q%2Cr%22%29&order=timestamp.desc&limit=3");
        assertThat(query.names()).containsExactly("id", "source");
        assertThat(query.limit()).isEqualTo(3);
        assertThat(query.order()).containsExactly(new Ordering(Operand.of(Column.TIMESTAMP), true, Optional.empty()));
        assertThat(((Group) query.where()).parts())
                .extracting(part -> part instanceof Comparison comparison ? comparison.values() : List.of("or"))
                .containsExactlyInAnyOrder(
                        List.of("p", "q,r"), List.of("or"), List.of("a b+c"), List.of("2026-01-01T00:00:00+00:00"));
    }

    @Test
    void columnsMayHaveOtherNamesCastsAndSteps() {
        assertThat(query("select=id,n:sequence_id::text,data->a->>b,data->list->0,\"x y\":source")
                        .columns())
                .extracting(Selected::name)
                .containsExactly("id", "n", "b", "list", "x y");
        assertThat(query("select=n:sequence_id::INT8").columns().get(0).cast()).contains("bigint");
        assertThat(query("").names()).hasSize(17);
        assertThat(query("select=*,level:data->>level").names()).hasSize(18).endsWith("level");
        assertThat(query("select=").names()).isEmpty();
    }

    @Test
    void anOrderSaysWhereNullsGo() {
        assertThat(query("order=data->>k.nullsfirst,id.desc.nullslast,source.asc")
                        .order())
                .extracting(by -> by.operand().label() + by.descending() + by.nullsFirst())
                .containsExactly("kfalseOptional[true]", "idtrueOptional[false]", "sourcefalseOptional.empty");
    }

    @ParameterizedTest
    @CsvSource({
        "'', , 1000, 0",
        "limit=5000, , 1000, 0",
        "limit=7&offset=9, 1-2, 7, 9",
        "'', 10-19, 10, 10",
        "'', 10-, 1000, 10",
        "'', bytes=0-5, 1000, 0"
    })
    void aRangeIsThatOfTheParametersOrOfTheHeader(String parameters, String range, int limit, long offset) {
        RestQuery query = new RestQueryReader(parameters(parameters)).query(range, false, true);
        assertThat(query.limit()).isEqualTo(limit);
        assertThat(query.offset()).isEqualTo(offset);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source=a                      | PGRST100",
                "source=                       | PGRST100",
                "source=eq                     | PGRST100",
                "source=foo.a                  | PGRST100",
                "source=not.not.eq.a           | PGRST100",
                "source=fts.a                  | 0A000",
                "source=not.wfts(english).a    | 0A000",
                "source=in.a                   | PGRST100",
                "source=in.(a                  | PGRST100",
                "source=in.(\"a                | PGRST100",
                "source=in.(\"a\"b)            | PGRST100",
                "source=in.(a)b                | PGRST100",
                "source=is.maybe               | PGRST100",
                "source=is.true                | 42804",
                "source=eq(some).a             | PGRST100",
                "or=source.eq.a                | PGRST100",
                "or=()                         | PGRST100",
                "or=(source.eq.a               | PGRST100",
                "or=(source.eq.a)b             | PGRST100",
                "or=(source)                   | PGRST100",
                "or=(adapters.cs.{a)           | PGRST100",
                "data->=eq.1                   | PGRST100",
                "data->>a->b=eq.1              | PGRST100",
                "nothing=eq.a                  | 42703",
                "or=(nothing.eq.a)             | 42703",
                "select=nothing                | 42703",
                "order=nothing                 | 42703",
                "other.id=eq.1                 | PGRST108",
                "select=other(*)               | PGRST200",
                "select=x:other!inner(id)      | PGRST200",
                "select=...other(id)           | PGRST200",
                "select=count()                | PGRST123",
                "select=position.max()         | PGRST123",
                "select=id::regclass           | 42704",
                "select=id::text::text         | 42704",
                "select=id;drop                | PGRST100",
                "select=,                      | PGRST100",
                "order=id.sideways             | PGRST100",
                "order=                        | PGRST100",
                "order=id desc                 | 42703",
                "limit=x                       | PGRST100",
                "limit=1&limit=2               | PGRST100",
                "limit=-1                      | PGRST103",
                "offset=-1                     | PGRST103",
                "id=like.a*                    | 42883",
                "position=match.1              | 42883",
                "source=cs.{a}                 | 42883",
                "data=ov.{a}                   | 42883",
                "position=adj.[1,2)            | 42883",
                "source=eq.%00                 | 22021"
            })
    void whatCannotBeReadIsToldWithPostgrestsCode(String query, String code) {
        RestError error = catchThrowableOfType(RestError.class, () -> query(query));
        assertThat(error).as(query).isNotNull();
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.status()).isBetween(400, 416);
        assertThat(error.getMessage()).isNotBlank();
    }

    @Test
    void hostileRequestsAreBounded() {
        assertRefused("or=" + "(and".repeat(20) + "(id.eq.1)" + ")".repeat(20));
        assertRefused("or=(" + "id.eq.1,".repeat(200) + "id.eq.1)");
        assertRefused("source=in.(" + "a,".repeat(1000) + "a)");
        assertRefused("source=match." + "a".repeat(257));
        assertRefused("select=" + "id,".repeat(50) + "id");
        assertRefused("order=" + "id,".repeat(16) + "id");
        assertRefused("data" + "->a".repeat(17) + "=eq.1");
        assertRefused("select=" + "x".repeat(257) + ":id");
        assertThat(comparison("source=in.(" + "a,".repeat(999) + "a)").values()).hasSize(1000);
    }

    @Property
    void whateverIsSentIsReadOrRefusedAsAClientsMistake(@ForAll String key, @ForAll String value) {
        for (Map<String, List<String>> parameters : List.of(
                Map.of(key, List.of(value)),
                Map.of("select", List.of(value)),
                Map.of("order", List.of(value)),
                Map.of("or", List.of("(" + value + ")")),
                Map.of("source", List.of("in.(" + value + ")")))) {
            try {
                RestQuery query = new RestQueryReader(parameters).query(null, true, true);
                assertThat(new RestSql(query).sql()).isNotEmpty();
            } catch (RestError refused) {
                assertThat(refused.status()).isBetween(400, 416);
            }
        }
    }

    private static void assertRefused(String query) {
        assertThatThrownBy(() -> query(query)).isInstanceOf(RestError.class);
    }

    private static Comparison comparison(String query) {
        return (Comparison) where(query).get(0);
    }

    private static List<Condition> where(String query) {
        return ((Group) query(query.replace("+", "%2B")).where()).parts();
    }

    private static RestQuery query(String query) {
        return new RestQueryReader(parameters(query)).query(null, false, true);
    }

    static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new TreeMap<>();
        for (String pair : query.split("&", -1)) {
            int at = pair.indexOf('=');
            if (at > 0) {
                parameters
                        .computeIfAbsent(decode(pair.substring(0, at)), name -> new ArrayList<>())
                        .add(decode(pair.substring(at + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replaceAll("%(?![0-9A-Fa-f]{2})", "%25"), StandardCharsets.UTF_8);
    }
}
