package dev.crossfade.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoinRequestTest {
    private static final String FULL = """
            {"config":{"broadcast":{"ack":true,"self":true},"presence":{"key":"","enabled":true},
             "postgres_changes":[{"event":"INSERT","schema":"monitoring","table":"monitoring_events","filter":"category=eq.critical"}],
             "private":false,"postgres_changes_options":{"wait":true,"timeout":15000},"resume":{"after":"123"}},
             "access_token":"secret"}""";

    @Test
    void aResumeBesideTheConfigurationCountsTooSinceAClientCanRenewItThere() throws Exception {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.putObject("config").put("private", false);
        payload.putObject("resume").put("after", "7");

        assertThat(JoinRequest.of(payload).resume()).hasValue(new Resume.After(7));
    }

    @Test
    void aJoinSaysWhatItWants() throws Exception {
        JoinRequest join = join(FULL);
        assertThat(join.broadcastSelf()).isTrue();
        assertThat(join.broadcastAck()).isTrue();
        assertThat(join.presence()).isTrue();
        assertThat(join.waits()).isTrue();
        assertThat(join.accessToken()).hasValue("secret");
        assertThat(join.resume()).hasValue(new Resume.After(123));
        Binding binding = join.bindings().get(0);
        assertThat(binding.problem()).isEmpty();
        assertThat(binding.matches(Rows.row())).isTrue();
        assertThat(binding.echo())
                .hasToString(
                        "{\"id\":" + binding.id()
                                + ",\"event\":\"INSERT\",\"schema\":\"monitoring\",\"table\":\"monitoring_events\",\"filter\":\"category=eq.critical\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"config\":null}",
                "{\"config\":{\"broadcast\":null,\"postgres_changes\":[]},\"access_token\":null}"
            })
    void whatIsNotAskedForIsOff(String payload) throws Exception {
        JoinRequest join = join(payload);
        assertThat(join.bindings()).isEmpty();
        assertThat(List.of(join.broadcastSelf(), join.broadcastAck(), join.presence(), join.waits()))
                .containsOnly(false);
        assertThat(join.resume()).isEmpty();
        assertThat(join.accessToken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"config\":[]}",
                "{\"config\":{\"broadcast\":1}}",
                "{\"config\":{\"postgres_changes\":{}}}",
                "{\"config\":{\"postgres_changes\":[1]}}",
                "{\"config\":{\"postgres_changes\":[{\"table\":1}]}}",
                "{\"config\":{\"resume\":\"1\"}}",
                "{\"config\":{\"resume\":{}}}",
                "{\"config\":{\"resume\":{\"after\":\"-1\"}}}",
                "{\"config\":{\"resume\":{\"after\":-1}}}",
                "{\"config\":{\"resume\":{\"after\":1.5}}}",
                "{\"config\":{\"resume\":{\"after\":\"9223372036854775808\"}}}",
                "{\"config\":{\"resume\":{\"after\":\"\"}}}",
                "{\"config\":{\"resume\":{\"after\":\"1\",\"key\":\"a\"}}}",
                "{\"config\":{\"resume\":{\"key\":\"\"}}}",
                "{\"config\":{\"resume\":{\"key\":7}}}"
            })
    void whatCannotBeMeantIsRefused(String payload) {
        assertThatThrownBy(() -> join(payload))
                .isInstanceOf(InvalidJoinException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void aResumeNamesAPositionOrAKey() throws Exception {
        assertThat(resume("{\"after\":0}")).isEqualTo(new Resume.After(0));
        assertThat(resume("{\"after\":\"9223372036854775807\"}")).isEqualTo(new Resume.After(Long.MAX_VALUE));
        assertThat(resume("{\"key\":\"" + "k".repeat(200) + "\"}")).isEqualTo(new Resume.Key("k".repeat(200)));
        assertThatThrownBy(() -> resume("{\"key\":\"" + "k".repeat(201) + "\"}"))
                .isInstanceOf(InvalidJoinException.class);
    }

    @Test
    void bindingsAndCostlyConditionsAreCounted() throws Exception {
        String plain = "{\"event\":\"*\",\"schema\":\"monitoring\"}";
        String costly = "{\"event\":\"*\",\"schema\":\"monitoring\",\"filter\":\"source=match.a\"}";
        assertThat(join(changes(plain, 100)).bindings()).hasSize(100);
        assertThat(join(changes(costly, 32)).bindings()).hasSize(32);
        assertThatThrownBy(() -> join(changes(plain, 101))).isInstanceOf(InvalidJoinException.class);
        assertThatThrownBy(() -> join(changes(costly, 33))).isInstanceOf(InvalidJoinException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | {'event':'*','schema':'monitoring','table':'monitoring_events'}",
                "true  | {'event':'insert','schema':'monitoring'}",
                "true  | {'event':'INSERT','schema':'*','table':'*'}",
                "true  | {'event':'INSERT','schema':'monitoring','table':null,'filter':null}",
                "true  | {'event':'INSERT','schema':'monitoring','filter':''}",
                "false | {'event':'UPDATE','schema':'monitoring','table':'monitoring_events'}",
                "false | {'event':'DELETE','schema':'monitoring'}",
                "true  | {'event':'INSERT','table':'monitoring_events'}",
                "true  | {'event':'INSERT','schema':'public','table':'*'}",
                "true  | {'event':'*','schema':'public','table':'monitoring_events','filter':'category=eq.critical'}",
                "false | {'event':'*','schema':'public','filter':'category=eq.debug'}",
                "false | {'event':'INSERT','schema':'monitoring','filter':'category=eq.debug'}"
            })
    void aBindingMatchesInsertedEventsOnly(boolean matches, String change) throws Exception {
        Binding binding = join(changes(change.replace('\'', '"'), 1)).bindings().get(0);
        assertThat(binding.matches(Rows.row())).isEqualTo(matches);
        assertThat(binding.problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'event':'*','schema':'public','table':'secrets'}",
                "{'event':'*','schema':'monitoring','table':'dead_letter_queue'}",
                "{'event':'*','schema':'monitoring','table':'monitoring_event'}",
                "{'event':'*','schema':'auth','table':'monitoring_events'}",
                "{'event':'*','schema':'auth'}",
                "{'event':'*','table':'secrets'}"
            })
    void anyOtherTableIsAProblemInTheSameWordsWhetherThereIsSuchATableOrNot(String change) throws Exception {
        Binding binding = join(changes(change.replace('\'', '"'), 1)).bindings().get(0);

        assertThat(binding.matches(Rows.row())).isFalse();
        assertThat(binding.problem().orElseThrow().replaceFirst("\\[.*", ""))
                .isEqualTo(
                        "Unable to subscribe to changes with given parameters. Please check Realtime is enabled for the"
                                + " given connect parameters; the one table here is monitoring_events, in the schemas monitoring and"
                                + " public: ");
    }

    @Test
    void aLongNameOfATableIsShownInPart() throws Exception {
        String change = "{\"event\":\"*\",\"table\":\"" + "\uD83D\uDE00".repeat(200) + "\"}";

        assertThat(join(changes(change, 1)).bindings().get(0).problem().orElseThrow())
                .endsWith("[event: *, table: " + "\uD83D\uDE00".repeat(100) + "]");
    }

    @Test
    void aBadFilterIsAProblemAndMatchesNothing() throws Exception {
        Binding binding = join(changes("{\"event\":\"*\",\"schema\":\"monitoring\",\"filter\":\"source=foo.bar\"}", 1))
                .bindings()
                .get(0);
        assertThat(binding.problem()).hasValue("Error parsing `filter` params: [\"foo\", \"bar\"]");
        assertThat(binding.matches(Rows.row())).isFalse();
        assertThat(binding.echo().path("filter").textValue()).isEqualTo("source=foo.bar");
        assertThat(join(changes("{\"event\":\"*\"}", 1))
                        .bindings()
                        .get(0)
                        .problem()
                        .orElseThrow())
                .startsWith("No subscription params provided.");
    }

    @Property
    void everyBindingIsEchoedAsItCame(@ForAll("changes") ArrayNode changes) throws Exception {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.putObject("config").set("postgres_changes", changes);
        List<Binding> bindings = JoinRequest.of(payload).bindings();
        assertThat(bindings).hasSize(changes.size());
        Map<Long, JsonNode> byId = new HashMap<>();
        for (int i = 0; i < bindings.size(); i++) {
            ObjectNode echo = bindings.get(i).echo();
            long id = echo.remove("id").longValue();
            assertThat(echo).isEqualTo(changes.get(i));
            assertThat(id).isEqualTo(bindings.get(i).id()).isBetween(1L, (1L << 27) - 1);
            assertThat(byId.getOrDefault(id, echo)).isEqualTo(echo);
            byId.put(id, echo);
        }
        assertThat(JoinRequest.of(payload).bindings())
                .extracting(Binding::id)
                .isEqualTo(bindings.stream().map(Binding::id).toList());
    }

    @Provide
    Arbitrary<ArrayNode> changes() {
        Arbitrary<String> name = Arbitraries.strings().ofMaxLength(8).injectNull(0.3);
        return Combinators.combine(name, name, name, name)
                .as((event, schema, table, filter) -> {
                    ObjectNode change = JsonNodeFactory.instance.objectNode();
                    Map<String, String> members = new HashMap<>();
                    members.put("event", event);
                    members.put("schema", schema);
                    members.put("table", table);
                    members.put("filter", filter);
                    members.forEach((key, value) -> {
                        if (value != null) {
                            change.put(key, value);
                        }
                    });
                    return change;
                })
                .list()
                .ofMaxSize(10)
                .map(list -> JsonNodeFactory.instance.arrayNode().addAll(list));
    }

    private static String changes(String change, int count) {
        return "{\"config\":{\"postgres_changes\":[" + String.join(",", Collections.nCopies(count, change)) + "]}}";
    }

    private static Resume resume(String resume) throws Exception {
        return join("{\"config\":{\"resume\":" + resume + "}}").resume().orElseThrow();
    }

    private static JoinRequest join(String payload) throws Exception {
        return JoinRequest.of((ObjectNode) WireText.read(payload));
    }
}
