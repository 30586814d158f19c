package dev.crossfade.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.config.SettingsReader.Text;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SettingsFileStoreTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<String> content = new AtomicReference<>("one");
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicReference<Thread> reader = new AtomicReference<>();
    private final SettingsFileStore store = new SettingsFileStore(vertx, "c.yaml", this::read);

    @AfterEach
    void close() {
        gate.get().countDown();
        vertx.close().await();
    }

    @Test
    void aTextIsStableOnceItIsFoundTwiceInARow() {
        List<Boolean> stable = List.of(isStable("one"), isStable("one"), isStable("two"), isStable("two"));
        assertThat(stable).containsExactly(false, true, false, true);
    }

    @Test
    void aReadThatHangsIsToldInTimeIsNotBegunASecondTimeAndIsForgottenWhenItComesBack() {
        gate.set(new CountDownLatch(1));
        long begun = System.nanoTime();
        JsonObject first = get();
        JsonObject second = get();

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(20));
        assertThat(second).isEqualTo(first);
        assertThat(SettingsFileStore.stable(first)
                        .orElseThrow()
                        .problem()
                        .orElseThrow()
                        .toString())
                .startsWith("c.yaml: cannot be read: the read hangs: ");
        assertThat(reads).hasValue(1);
        assertThat(reader.get().isDaemon()).isTrue();

        gate.get().countDown();
        Waiting.forThat(Duration.ofSeconds(20), () -> SettingsFileStore.text(get()), text -> text.problem()
                .isEmpty());
        assertThat(SettingsFileStore.text(get()).content()).contains("one");
    }

    @Test
    void itIsClosedWhileAReadHangs() {
        gate.set(new CountDownLatch(1));
        store.get();
        assertThat(store.close().await()).isNull();
        assertThat(gate.get().getCount()).isEqualTo(1);
    }

    private boolean isStable(String text) {
        content.set(text);
        JsonObject found = get();
        assertThat(SettingsFileStore.text(found)).isEqualTo(new Text("c.yaml", Optional.of(text), Optional.empty()));
        return SettingsFileStore.stable(found).isPresent();
    }

    private JsonObject get() {
        return store.get().await().toJsonObject();
    }

    private Text read() {
        reads.incrementAndGet();
        reader.set(Thread.currentThread());
        try {
            gate.get().await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return new Text("c.yaml", Optional.of(content.get()), Optional.empty());
    }
}
