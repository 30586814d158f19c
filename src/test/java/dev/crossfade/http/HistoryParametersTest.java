package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryParametersTest {

    @Test
    void withoutParametersTheNewestHundredAreMeant() {
        HistoryQuery query = new HistoryParameters(Map.of()).query();
        assertThat(query.limit()).isEqualTo(100);
        assertThat(query.order()).isEqualTo(HistoryQuery.Order.NEWEST_FIRST);
        assertThat(query.categories()).isEmpty();
    }

    @Test
    void everyParameterIsRead() {
        HistoryParameters reader = new HistoryParameters(Map.of(
                "category", List.of("critical,Debug", "system"),
                "event_type", List.of("a,b", "c"),
                "source", List.of("s"),
                "node", List.of("n"),
                "q", List.of("50%"),
                "from", List.of("2026-11-21T06:00:00+01:00"),
                "after", List.of("10"),
                "before", List.of("20"),
                "order", List.of("asc"),
                "limit", List.of("1000")));
        HistoryQuery query = reader.query();
        assertThat(reader.errors()).isEmpty();
        assertThat(query.categories()).containsExactly(Category.CRITICAL, Category.DEBUG, Category.SYSTEM);
        assertThat(query.eventTypes()).containsExactly("a,b", "c");
        assertThat(query.from()).contains(Instant.parse("2026-11-21T05:00:00Z"));
        assertThat(query.after()).hasValue(10);
        assertThat(query.before()).hasValue(20);
        assertThat(query.order()).isEqualTo(HistoryQuery.Order.OLDEST_FIRST);
        assertThat(query.limit()).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({
        "category,urgent",
        "from,yesterday",
        "to,2026-13-01T00:00:00Z",
        "after,-1",
        "before,1e3",
        "after,99999999999999999999",
        "order,newest",
        "limit,0",
        "limit,1001",
        "limit,ten",
        "offset,5"
    })
    void everyBadParameterIsNamed(String name, String value) {
        HistoryParameters reader = new HistoryParameters(Map.of(name, List.of(value)));
        reader.query();
        assertThat(reader.errors()).extracting(FieldError::field).containsExactly(name);
    }

    @Test
    void aNulIsNamed() {
        HistoryParameters reader = new HistoryParameters(Map.of("q", List.of("a\0b")));
        reader.query();
        assertThat(reader.errors()).extracting(FieldError::field).containsExactly("q");
    }

    @Test
    void aParameterGivenTwiceIsNamed() {
        HistoryParameters reader = new HistoryParameters(Map.of("limit", List.of("1", "2")));
        reader.query();
        assertThat(reader.errors()).extracting(FieldError::field).containsExactly("limit");
    }
}
