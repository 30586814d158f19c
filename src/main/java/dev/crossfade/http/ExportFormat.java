package dev.crossfade.http;

import dev.crossfade.event.EventJson;
import dev.crossfade.event.EventTime;
import dev.crossfade.event.MonitoringEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** How exported events are written, one a line. */
enum ExportFormat {
    /** One JSON object a line. */
    NDJSON("application/x-ndjson", "") {
        @Override
        byte[] line(MonitoringEvent event, EventJson encoder) {
            byte[] json = encoder.encode(event);
            byte[] line = new byte[json.length + 1];
            System.arraycopy(json, 0, line, 0, json.length);
            line[json.length] = '\n';
            return line;
        }
    },

    /** RFC 4180 with a header line; {@code data} and {@code metadata} as JSON text. */
    CSV(
            "text/csv; charset=utf-8; header=present",
            "position,id,node,sequence_id,event_type,category,timestamp,received_at,source,data,metadata,adapters,"
                    + "config_version,checksum,checksum_algorithm,checksum_key_id\r\n") {
        @Override
        byte[] line(MonitoringEvent event, EventJson encoder) {
            List<String> cells = List.of(
                    Long.toString(event.position().orElseThrow()),
                    event.id().toString(),
                    event.node(),
                    Long.toString(event.sequenceId()),
                    event.eventType(),
                    event.category().label(),
                    EventTime.text(event.timestamp()),
                    EventTime.text(event.receivedAt()),
                    event.source(),
                    event.data(),
                    event.metadata(),
                    String.join(" ", event.route().labels()),
                    Long.toString(event.configVersion()),
                    event.checksum(),
                    event.checksumAlgorithm().label(),
                    event.checksumKeyId().orElse(""));
            return cells.stream()
                    .map(ExportFormat::quote)
                    .collect(Collectors.joining(",", "", "\r\n"))
                    .getBytes(StandardCharsets.UTF_8);
        }
    };

    private final String contentType;
    private final String head;

    ExportFormat(String contentType, String head) {
        this.contentType = contentType;
        this.head = head;
    }

    String contentType() {
        return contentType;
    }

    /** What comes before the first event. */
    String head() {
        return head;
    }

    abstract byte[] line(MonitoringEvent event, EventJson encoder);

    private static String quote(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
