package dev.crossfade.control;

import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.config.SettingsReader.Text;
import io.vertx.config.spi.ConfigStore;
import io.vertx.config.spi.ConfigStoreFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration file as a store of the retriever. It gives the text and leaves all judgement to the reader; a file
 * that cannot be read is an answer like any other. Reads on the thread that asks, which may block.
 */
public final class SettingsFileStore implements ConfigStore {
    static final String TYPE = "crossfade-settings-file";
    private static final String FILE = "file";

    private final Optional<Path> file;
    private final StableText stable = new StableText();

    private SettingsFileStore(Optional<Path> file) {
        this.file = file;
    }

    /** What the retriever makes the store from. */
    static JsonObject options(Optional<Path> file) {
        JsonObject options = new JsonObject();
        file.ifPresent(path -> options.put(FILE, path.toString()));
        return options;
    }

    /** Nothing where the text is another one than the last time. */
    @Override
    public Future<Buffer> get() {
        return Future.succeededFuture(stable.found(SettingsReader.text(file))
                .map(SettingsFileStore::json)
                .orElseGet(JsonObject::new)
                .toBuffer());
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private static JsonObject json(Text text) {
        JsonObject json = new JsonObject().put("name", text.name());
        text.content().ifPresent(content -> json.put("content", content));
        text.problem().ifPresent(problem -> json.put("path", problem.path())
                .put("value", problem.value())
                .put("expected", problem.expected()));
        return json;
    }

    /** What {@link #get} has given; empty where it gave nothing. */
    static Optional<Text> text(JsonObject json) {
        return Optional.ofNullable(json.getString("name"))
                .map(name -> new Text(name, Optional.ofNullable(json.getString("content")), problem(json)));
    }

    private static Optional<Problem> problem(JsonObject json) {
        return Optional.ofNullable(json.getString("path"))
                .map(path -> new Problem(path, json.getString("value"), json.getString("expected")));
    }

    /** Makes the store for a retriever, which finds it by its type. */
    public static final class Factory implements ConfigStoreFactory {
        @Override
        public String name() {
            return TYPE;
        }

        @Override
        public ConfigStore create(Vertx vertx, JsonObject options) {
            return new SettingsFileStore(
                    Optional.ofNullable(options.getString(FILE)).map(Path::of));
        }
    }
}
