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
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        JsonNode operation = paths().path(path).path(method.toLowerCase(Locale.ROOT));
        JsonNode schema = response(operation, answer.statusCode())
                .path("content")
                .path(type)
                .path("schema");
        return schema.isMissingNode()
                ? Set.of("it says nothing of " + answer.statusCode() + " " + type + ": " + answer.body())
                : problems((ObjectNode) schema, answer.body());
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
