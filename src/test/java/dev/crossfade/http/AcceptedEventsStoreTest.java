package dev.crossfade.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.EventJson;
import dev.crossfade.eventlog.Appended;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.Note;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedEventsStoreTest {
    private final Vertx vertx = Vertx.vertx();
    private final EventLog log =
            new MemoryEventLog("node-1", TestSettings.defaults().eventLog(), EventJson::new);

    @AfterEach
    void close() {
        vertx.close().await();
        log.close();
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "0, 3, 500", "40, 3, 0", "500, 2500, 40", "1000, 1, 1000"})
    void findsABatchWhateverLiesBeforeAndBehindIt(int notesBefore, int events, int notesBehind) throws Exception {
        append("before", 5);
        note(notesBefore);
        Appended batch = append("batch", events);
        note(notesBehind);
        append("behind", 5);

        List<byte[]> found = await(read(batch.firstSequenceId(), batch.lastSequenceId()));

        assertThat(found).hasSize(events).allSatisfy(json -> assertThat(new String(json, UTF_8))
                .contains("\"source\":\"batch\""));
    }

    private Future<List<byte[]>> read(long first, long last) {
        Promise<List<byte[]>> found = Promise.promise();
        vertx.runOnContext(on -> new AcceptedEventsStore(log).read(first, last).onComplete(found));
        return found.future();
    }

    private Appended append(String source, int events) throws Exception {
        return await(log.append(Drafts.batch(source, 1, events)));
    }

    private void note(int count) throws Exception {
        if (count > 0) {
            await(log.note(Collections.nCopies(count, new Note(Note.Kind.AUDIT, "{}".getBytes(UTF_8)))));
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return await(future.toCompletionStage());
    }
}
