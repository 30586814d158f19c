package dev.crossfade.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar on standard error that shows how much has been read; nothing where no terminal is there to see it. */
final class Progress implements AutoCloseable {
    private static final int UPDATE_MS = 200;
    private static final long KIB = 1024;

    private final Optional<ProgressBar> bar;

    private Progress(Optional<ProgressBar> bar) {
        this.bar = bar;
    }

    /** @param totalBytes -1 where nobody knows */
    static Progress onTerminal(long totalBytes) {
        return new Progress(Optional.ofNullable(System.console()).map(terminal -> bar(totalBytes)));
    }

    /** The same stream, watched. */
    InputStream watch(InputStream in) {
        return bar.<InputStream>map(shown -> new Watched(in, shown)).orElse(in);
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }

    private static ProgressBar bar(long totalBytes) {
        return new ProgressBarBuilder()
                .setTaskName("send")
                .setInitialMax(totalBytes)
                .setUnit("KiB", KIB)
                .setUpdateIntervalMillis(UPDATE_MS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build();
    }

    /** Moves the bar by what is read. */
    private static final class Watched extends FilterInputStream {
        private final ProgressBar bar;

        Watched(InputStream in, ProgressBar bar) {
            super(in);
            this.bar = bar;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            bar.stepBy(Math.max(0, count));
            return count;
        }
    }
}
