package dev.crossfade.rest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** What a client gets to see of events that it has inserted: the members that it selected, of events as JSON. */
public final class Representation {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final List<Selected> columns;

    /** @throws RestError where a value is to be made another type, which is the database's to do */
    Representation(List<Selected> columns) {
        this.columns = columns;
        columns.stream().filter(column -> column.cast().isPresent()).findFirst().ifPresent(cast -> {
            throw RestError.notSupported(
                    "inserted events are answered before they are stored, without casts",
                    "Select " + cast.operand().label() + " without ::"
                            + cast.cast().get());
        });
    }

    /** The names of the members, in their order. */
    public List<String> names() {
        return columns.stream().map(Selected::name).toList();
    }

    /**
     * The object of one event.
     *
     * @param event its JSON
     */
    public String of(byte[] event) {
        try {
            JsonNode whole = JSON.readTree(event);
            ObjectNode object = JSON.createObjectNode();
            columns.forEach(column -> object.set(column.name(), value(whole, column.operand())));
            return JSON.writeValueAsString(object);
        } catch (IOException impossible) {
            throw new IllegalArgumentException("an event's JSON was expected", impossible);
        }
    }

    /** What the event does not have, such as when it was stored, is null. */
    private static JsonNode value(JsonNode event, Operand operand) {
        JsonNode value = event.path(operand.column().label());
        for (Operand.Step step : operand.path()) {
            value = into(value, step);
        }
        if (value.isMissingNode() || value.isNull()) {
            return JsonNodeFactory.instance.nullNode();
        }
        return operand.asText() ? JsonNodeFactory.instance.textNode(text(value)) : value;
    }

    private static JsonNode into(JsonNode value, Operand.Step step) {
        if (!step.element()) {
            return value.path(step.key());
        }
        int at = Integer.parseInt(step.key());
        return value.isArray() ? value.path(at < 0 ? value.size() + at : at) : MissingNode.getInstance();
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
