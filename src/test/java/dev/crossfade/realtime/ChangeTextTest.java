package dev.crossfade.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossfade.bus.FeedRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChangeTextTest {
    @Test
    void aRowIsTheEventAsEveryDoorShowsIt() {
        String data = new String(ChangeText.data(Rows.row()), StandardCharsets.UTF_8);
        assertThat(data)
                .startsWith(
                        "{\"schema\":\"monitoring\",\"table\":\"monitoring_events\",\"type\":\"INSERT\","
                                + "\"commit_timestamp\":\"2026-11-21T05:41:30.000000Z\",\"columns\":[{\"name\":\"id\",\"type\":\"uuid\"},")
                .endsWith(
                        "\"record\":{\"id\":\"0192f0c1-aaaa-7bbb-8ccc-0123456789ab\",\"event_type\":\"cache_metrics\","
                                + "\"category\":\"critical\",\"timestamp\":\"2026-11-21T05:41:29.580000Z\","
                                + "\"received_at\":\"2026-11-21T05:41:29.600000Z\",\"source\":\"api-1\",\"data\":"
                                + Rows.DATA
                                + ",\"metadata\":{\"region\":\"eu\"},\"node\":\"node-1\",\"sequence_id\":7,\"position\":42,"
                                + "\"adapters\":[\"websocket\",\"realtime\"],\"config_version\":3,\"checksum\":\"00c0ffee\","
                                + "\"checksum_algorithm\":\"crc32\",\"created_at\":\"2026-11-21T05:41:30.000000Z\"},\"errors\":null}");
    }

    @Test
    void everyMemberOfARecordHasItsColumnAndTheNameOfTheKeyIsAMemberOfSignedEventsAlone()
            throws MalformedFrameException {
        JsonNode data = read(Rows.row());
        List<String> columns = new ArrayList<>();
        data.path("columns").forEach(column -> columns.add(column.path("name").textValue()));
        List<String> members = new ArrayList<>();
        data.path("record").fieldNames().forEachRemaining(members::add);
        assertThat(members).doesNotContain("checksum_key_id");
        members.add(members.indexOf("created_at"), "checksum_key_id");
        assertThat(columns).isEqualTo(members);
        assertThat(read(Rows.signed("key-1"))
                        .path("record")
                        .path("checksum_key_id")
                        .textValue())
                .isEqualTo("key-1");
    }

    @Test
    void aPositionPastWhatJavaScriptCountsIsText() throws MalformedFrameException {
        long largest = (1L << 53) - 1;
        String hostile = "{\"a\":{\"x\":1,\"position\":" + (largest + 1) + ",\"adapters\":[]}}";
        JsonNode exact = read(Rows.row(hostile, OptionalLong.of(largest), "s"));
        JsonNode inexact = read(Rows.row(hostile, OptionalLong.of(largest + 1), "s"));
        assertThat(exact.path("record").path("position").longValue()).isEqualTo(largest);
        assertThat(typeOfPosition(exact)).isEqualTo("int8");
        assertThat(inexact.path("record").path("position").textValue()).isEqualTo("9007199254740992");
        assertThat(typeOfPosition(inexact)).isEqualTo("text");
        assertThat(inexact.path("record").path("data").toString()).isEqualTo(hostile);
    }

    @Test
    void headAndTailMakeItAMessage() {
        assertThat(message(Serializer.V2, 94394785))
                .isEqualTo("[null,null,\"realtime:room1\",\"postgres_changes\",{\"ids\":[94394785],\"data\":{}}]");
        assertThat(message(Serializer.V1, 1, 2))
                .isEqualTo("{\"topic\":\"realtime:room1\",\"event\":\"postgres_changes\","
                        + "\"payload\":{\"ids\":[1,2],\"data\":{}},\"ref\":null,\"join_ref\":null}");
    }

    private static String message(Serializer serializer, long... ids) {
        return new String(ChangeText.head(serializer, "realtime:room1", ids), StandardCharsets.UTF_8)
                + "{}"
                + new String(ChangeText.tail(serializer), StandardCharsets.UTF_8);
    }

    private static String typeOfPosition(JsonNode data) {
        for (JsonNode column : data.path("columns")) {
            if (column.path("name").textValue().equals("position")) {
                return column.path("type").textValue();
            }
        }
        return "";
    }

    private static JsonNode read(FeedRow row) throws MalformedFrameException {
        return WireText.read(new String(ChangeText.data(row), StandardCharsets.UTF_8));
    }
}
