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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The configuration file as a store of the retriever. It gives the text and leaves all judgement to the reader; a file
 * that cannot be read is an answer like any other, and so is one whose reading hangs: nobody waits for that.
 */
public final class SettingsFileStore implements ConfigStore {
    static final String TYPE = "crossfade-settings-file";
    private static final String FILE = "file";
    private static final String STABLE = "stable";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final String name;
    private final FileReading reading;
    private final StableText stable = new StableText();
    private long begun;
    private Future<JsonObject> answer = Future.succeededFuture();

    /**
     * @param name of the file
     * @param source its text; may block, and may never come back
     */
    SettingsFileStore(Vertx vertx, String name, Supplier<Text> source) {
        this.vertx = vertx;
        this.name = name;
        this.reading = new FileReading(source);
    }

    /** What the retriever makes the store from. */
    static JsonObject options(Optional<Path> file) {
        JsonObject options = new JsonObject();
        file.ifPresent(path -> options.put(FILE, path.toString()));
        return options;
    }

    /** Answers within two seconds; at once where the read has hung for longer already. */
    @Override
    public Future<Buffer> get() {
        if (answer.isComplete()) {
            begun = System.nanoTime();
            answer = Future.fromCompletionStage(reading.read(), vertx.getOrCreateContext())
                    .map(text -> json(text, stable.found(text).isPresent()));
        }
        Duration left = PATIENCE.minusNanos(System.nanoTime() - begun);
        return answer.timeout(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS)
                .recover(late -> late instanceof TimeoutException && reading.isUnderWay()
                        ? Future.succeededFuture(json(hanging(), true))
                        // It has come back, and only this thread has not got to it.
                        : answer)
                .map(JsonObject::toBuffer);
    }

    private Text hanging() {
        Problem problem = new Problem(name, "cannot be read: the read hangs", "a file that is read within 2 seconds");
        return new Text(name, Optional.empty(), Optional.of(problem));
    }

    @Override
    public Future<Void> close() {
        reading.close();
        return Future.succeededFuture();
    }

    private static JsonObject json(Text text, boolean again) {
        JsonObject json = new JsonObject().put("name", text.name()).put(STABLE, again);
        text.content().ifPresent(content -> json.put("content", content));
        text.problem().ifPresent(problem -> json.put("path", problem.path())
                .put("value", problem.value())
                .put("expected", problem.expected()));
        return json;
    }

    /** What {@link #get} has given. */
    static Text text(JsonObject json) {
        return new Text(json.getString("name"), Optional.ofNullable(json.getString("content")), problem(json));
    }

    /** The same, where it is what was found the time before too; otherwise it may be half written. */
    static Optional<Text> stable(JsonObject json) {
        return json.getBoolean(STABLE) ? Optional.of(text(json)) : Optional.empty();
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
            Optional<Path> file = Optional.ofNullable(options.getString(FILE)).map(Path::of);
            return new SettingsFileStore(
                    vertx, file.orElse(SettingsReader.DEFAULT_FILE).toString(), () -> SettingsReader.text(file));
        }
    }
}
