package dev.crossfade.prometheus;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How metrics are written out. */
enum TextFormat {
    PROMETHEUS(PrometheusTextFormatWriter.create()),
    OPEN_METRICS(OpenMetricsTextFormatWriter.create());

    private static final int USUAL_BYTES = 64 << 10;

    /** Immutable: it knows its options alone. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final ExpositionFormatWriter writer;

    TextFormat(ExpositionFormatWriter writer) {
        this.writer = writer;
    }

    String contentType() {
        return writer.getContentType();
    }

    byte[] write(MetricSnapshots metrics) {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream(USUAL_BYTES);
            writer.write(text, metrics);
            return text.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
