package dev.crossfade.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Answers with a JSON object of which one member is long. That one is written as it is made: a tree of objects for some
 * hundred items takes ten times the memory of their text, for every answer.
 */
final class LongAnswerWriter {
    /** The JDK's way to write a double makes big integers for most of them. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    /** About as many as one item has, so that the text seldom has to be copied as it grows. */
    private static final int BYTES_PER_ITEM = 384;

    private static final int BYTES_BESIDES = 1024;

    private LongAnswerWriter() {}

    /** Writes one JSON value. */
    @FunctionalInterface
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * Ends the response.
     *
     * @param name of the long member, which comes first
     * @param items how many it has
     * @param members the others
     */
    static Future<Void> send(RoutingContext ctx, String name, int items, Content content, JsonObject members) {
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return ctx.end(text(name, items, content, members));
    }

    private static Buffer text(String name, int items, Content content, JsonObject members) {
        Buffer text = Buffer.buffer(BYTES_BESIDES + items * BYTES_PER_ITEM);
        try (JsonGenerator json = JSON.createGenerator(new Appending(text))) {
            json.writeStartObject();
            json.writeFieldName(name);
            content.write(json);
            for (Map.Entry<String, Object> member : members) {
                json.writeFieldName(member.getKey());
                json.writeRawValue(Json.encode(member.getValue()));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text;
    }

    private static final class Appending extends OutputStream {
        private final Buffer text;

        Appending(Buffer text) {
            this.text = text;
        }

        @Override
        public void write(int one) {
            text.appendByte((byte) one);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            text.appendBytes(bytes, from, count);
        }
    }
}
