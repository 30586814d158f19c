package dev.crossfade.realtime;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.MonitoringEvent;
import java.util.Optional;
import java.util.function.Function;

/**
 * A column that filters can name. Besides those of the table there are {@code data->>member} and {@code
 * metadata->>member}: the text of a member at the top, which is missing where it is null.
 *
 * @param type of its values
 * @param value that of a row; empty where there is none
 * @param costly whether reading it takes long
 */
record Column<T>(ColumnType<T> type, Function<FeedRow, Optional<T>> value, boolean costly) {
    private static final String MEMBER = "->>";

    /** The column of that name. */
    static Optional<Column<?>> of(String name) {
        return switch (name) {
            case "position" ->
                Optional.of(
                        number(row -> row.event().position().stream().boxed().findFirst()));
            case "sequence_id" ->
                Optional.of(number(row -> Optional.of(row.event().sequenceId())));
            case "config_version" ->
                Optional.of(number(row -> Optional.of(row.event().configVersion())));
            case "timestamp" ->
                Optional.of(plain(ColumnType.TIME, row -> row.event().timestamp()));
            case "received_at" ->
                Optional.of(plain(ColumnType.TIME, row -> row.event().receivedAt()));
            case "created_at" -> Optional.of(plain(ColumnType.TIME, FeedRow::createdAt));
            case "id" ->
                Optional.of(plain(ColumnType.ID, row -> row.event().id().toString()));
            case "event_type" -> text(MonitoringEvent::eventType);
            case "category" -> text(event -> event.category().label());
            case "source" -> text(MonitoringEvent::source);
            case "node" -> text(MonitoringEvent::node);
            case "checksum" -> text(MonitoringEvent::checksum);
            case "checksum_algorithm" -> text(event -> event.checksumAlgorithm().label());
            case "checksum_key_id" ->
                Optional.of(new Column<>(ColumnType.TEXT, row -> row.event().checksumKeyId(), false));
            case "adapters" ->
                Optional.of(plain(
                        ColumnType.TEXTS,
                        row -> "{" + String.join(",", row.event().route().labels()) + "}"));
            case "data" -> json(MonitoringEvent::data);
            case "metadata" -> json(MonitoringEvent::metadata);
            default -> member(name);
        };
    }

    private static Optional<Column<?>> member(String name) {
        int at = name.indexOf(MEMBER);
        if (at < 0 || at + MEMBER.length() == name.length()) {
            return Optional.empty();
        }
        String member = name.substring(at + MEMBER.length());
        return switch (name.substring(0, at)) {
            case "data" -> member(member, MonitoringEvent::data);
            case "metadata" -> member(member, MonitoringEvent::metadata);
            default -> Optional.empty();
        };
    }

    private static Optional<Column<?>> member(String member, Function<MonitoringEvent, String> object) {
        return Optional.of(
                new Column<>(ColumnType.TEXT, row -> JsonMember.text(object.apply(row.event()), member), true));
    }

    private static Column<Long> number(Function<FeedRow, Optional<Long>> value) {
        return new Column<>(ColumnType.BIGINT, value, false);
    }

    private static Optional<Column<?>> text(Function<MonitoringEvent, String> value) {
        return Optional.of(plain(ColumnType.TEXT, row -> value.apply(row.event())));
    }

    private static Optional<Column<?>> json(Function<MonitoringEvent, String> value) {
        return Optional.of(new Column<>(ColumnType.JSON, row -> JsonMember.value(value.apply(row.event())), true));
    }

    private static <T> Column<T> plain(ColumnType<T> type, Function<FeedRow, T> value) {
        return new Column<>(type, row -> Optional.of(value.apply(row)), false);
    }
}
