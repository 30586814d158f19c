package dev.crossfade.persistence;

import dev.crossfade.bus.AuditQuery;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Every statement that asks for audit rows; an instance is that of one list: fixed pieces of SQL for what was asked, every value
 * a parameter. One row more than the limit is asked for, which tells whether there is more.
 */
final class AuditSql {
    static final String OVERRIDES = """
            SELECT key, value::text, dropped, actor, reason, at, version, node
            FROM monitoring.config_overrides
            ORDER BY key
            """;

    private static final String PAGE = """
            SELECT place, id, at, actor, layer, key, old::text, new::text, reason, version, override_change
            FROM monitoring.config_audit
            %s
            ORDER BY place DESC
            LIMIT $%d
            """;

    /** The keys below one begin with it and a dot; a slash is what follows a dot in byte order. */
    private static final String KEY = "(key = $? OR (key > $? || '.' AND key < $? || '/'))";

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private final String page;

    AuditSql(AuditQuery query) {
        query.actor().ifPresent(actor -> condition("actor = $?", actor));
        query.layer().ifPresent(layer -> condition("layer = $?", layer));
        query.key().ifPresent(key -> condition(KEY, key));
        query.from().ifPresent(from -> condition("at >= $?", from.atOffset(ZoneOffset.UTC)));
        query.to().ifPresent(to -> condition("at < $?", to.atOffset(ZoneOffset.UTC)));
        query.before().ifPresent(place -> condition("place < $?", place));
        parameters.add(query.limit() + 1L);
        page = PAGE.formatted(
                conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions), parameters.size());
    }

    String page() {
        return page;
    }

    List<Object> parameters() {
        return parameters;
    }

    private void condition(String piece, Object value) {
        parameters.add(value);
        conditions.add(piece.replace("$?", "$" + parameters.size()));
    }
}
