package dev.crossfade.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/** What {@code /openapi.yaml} says, to hold answers against. */
final class DescribedApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;

    private DescribedApi(JsonNode root) {
        this.root = root;
    }

    static DescribedApi of(String yaml) {
        Map<String, Object> read = new Yaml().load(yaml);
        return new DescribedApi(JSON.valueToTree(read));
    }

    JsonNode paths() {
        return root.get("paths");
    }

    /** What is wrong with an answer by the schema that the operation has for its status and type. */
    Set<String> problems(String method, String path, HttpResponse<String> answer) throws JsonProcessingException {
        JsonNode schema = schema(method, path, answer);
        return schema.isMissingNode()
                ? Set.of("it says nothing of " + answer.statusCode() + " " + typeOf(answer) + ": " + answer.body())
                : problems((ObjectNode) schema, answer.body());
    }

    /** What is wrong with a JSON body by the schema that the operation has for it; nothing where it takes none. */
    Set<String> wishProblems(String method, String path, String body) throws JsonProcessingException {
        JsonNode described = resolved(
                paths().path(path).path(method.toLowerCase(Locale.ROOT)).path("requestBody"));
        JsonNode schema = described.path("content").path("application/json").path("schema");
        return schema.isMissingNode() ? Set.of() : problems((ObjectNode) schema, body);
    }

    /** Whether it has the status and type of that answer at all. */
    boolean describes(String method, String path, HttpResponse<String> answer) {
        return !schema(method, path, answer).isMissingNode();
    }

    /** The names of all members that an object of that schema may have. */
    Set<String> members(String name) {
        return root.at("/components/schemas/" + name + "/properties").properties().stream()
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private JsonNode schema(String method, String path, HttpResponse<String> answer) {
        JsonNode operation = paths().path(path).path(method.toLowerCase(Locale.ROOT));
        return response(operation, answer.statusCode())
                .path("content")
                .path(typeOf(answer))
                .path("schema");
    }

    private static String typeOf(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    }

    private JsonNode response(JsonNode operation, int status) {
        JsonNode responses = operation.path("responses");
        JsonNode own = responses.path(Integer.toString(status));
        return resolved(own.isMissingNode() ? responses.path("default") : own);
    }

    /** What a reference stands for; anything else as it is. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").textValue().substring(1)) : node;
    }

    /** What is wrong with a text by the schema of that name. */
    Set<String> problems(String name, String answer) throws JsonProcessingException {
        return problems(JSON.createObjectNode().put("$ref", "#/components/schemas/" + name), answer);
    }

    private Set<String> problems(ObjectNode described, String answer) throws JsonProcessingException {
        ObjectNode schema = described.deepCopy();
        schema.set("components", root.get("components"));
        JsonSchema judge =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
        return judge.validate(JSON.readTree(answer)).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }
}
