package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossfade.bus.ParityReport;
import dev.crossfade.bus.ParityReport.Seen;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParityReportWishTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final String SOUND = """
            {"client": "wall-1", "node": "n", "from_sequence_id": 5, "to_sequence_id": 10004, "categories": ["critical"],
             "adapters": {"websocket": {"count": 7, "digest": "%s"}}}""".formatted(DIGEST);

    @Test
    void aReportIsRead() throws IOException {
        assertThat(wish(SOUND).report())
                .contains(new ParityReport(
                        Optional.of("wall-1"),
                        "n",
                        5,
                        10_004,
                        Set.of(Category.CRITICAL),
                        Map.of(Adapter.WEBSOCKET, new Seen(7, DIGEST))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"wall-1\" | \"a b\" | client",
                "\"wall-1\" | 7 | client",
                "\"n\", | \"\", | node",
                "\"node\": \"n\", | | node",
                "\"node\" | \"nod\" | nod",
                ": 5 | : 0 | from_sequence_id",
                ": 5 | : 5.0 | from_sequence_id",
                ": 10004 | : 10005 | to_sequence_id",
                ": 10004 | : 4 | to_sequence_id",
                ": 10004 | : 9223372036854775808 | to_sequence_id",
                "[\"critical\"] | [\"debug\", \"none\"] | categories[1]",
                "[\"critical\"] | \"critical\" | categories",
                "\"websocket\" | \"tcp\" | adapters.tcp",
                ": 7 | : -1 | adapters.websocket.count",
                "0123456789abcdef\"} | 0123456789ABCDEF\"} | adapters.websocket.digest",
                "\"count\" | \"counts\" | adapters.websocket.counts"
            })
    void whatIsWrongIsNamed(String sound, String broken, String field) throws IOException {
        ParityReportWish wish = wish(SOUND.replace(sound, broken == null ? "" : broken));

        assertThat(wish.report()).isEmpty();
        assertThat(wish.errors()).extracting(FieldError::field).contains(field);
    }

    @Test
    void oneAdapterAtLeastIsNeededAndAnObject() throws IOException {
        assertThat(wish("{\"node\":\"n\",\"from_sequence_id\":1,\"to_sequence_id\":1,\"adapters\":{}}")
                        .errors())
                .extracting(FieldError::field)
                .containsExactly("adapters");
        assertThat(wish("[]").errors()).extracting(FieldError::field).containsExactly("");
        assertThat(wish("{}").errors())
                .extracting(FieldError::field)
                .containsExactly("node", "from_sequence_id", "to_sequence_id", "adapters");
    }

    private static ParityReportWish wish(String json) throws IOException {
        return ParityReportWish.of(new ObjectMapper().readTree(json));
    }
}
