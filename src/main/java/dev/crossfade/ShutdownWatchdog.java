package dev.crossfade;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The last resort of a shutdown: a thread of its own that ends the process when the steps have not, whatever blocks them.
 * What it says is said by another thread, since the log may be what blocks.
 */
final class ShutdownWatchdog implements Runnable {
    /** On top of {@code shutdown.timeout}: for the report, and for what the JVM does at its end. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration LAST_WORD = Duration.ofMillis(250);
    private static final int FAILED = 1;

    private final Duration patience;
    private final Supplier<String> step;
    private final Consumer<String> lastWord;
    private final IntConsumer halt;

    private ShutdownWatchdog(Duration patience, Supplier<String> step, Consumer<String> lastWord, IntConsumer halt) {
        this.patience = patience;
        this.step = step;
        this.lastWord = lastWord;
        this.halt = halt;
    }

    /**
     * Begins to watch. It is never called off: a process that ends in time takes it along.
     *
     * @param patience after it the process is ended
     * @param step what is at work then
     * @param lastWord is told that step, before the end
     * @param halt ends the process at once with an exit code
     */
    static Thread start(Duration patience, Supplier<String> step, Consumer<String> lastWord, IntConsumer halt) {
        return begin("crossfade-shutdown-watchdog", new ShutdownWatchdog(patience, step, lastWord, halt));
    }

    @Override
    public void run() {
        try {
            Thread.sleep(patience.toMillis());
            String hung = step.get();
            begin("crossfade-last-word", () -> lastWord.accept(hung)).join(LAST_WORD.toMillis());
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
        halt.accept(FAILED);
    }

    private static Thread begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
