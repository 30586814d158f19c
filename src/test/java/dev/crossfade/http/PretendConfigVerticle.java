package dev.crossfade.http;

import dev.crossfade.bus.AuditPage;
import dev.crossfade.bus.AuditQuery;
import dev.crossfade.bus.ChangeOverrides;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.ProposeSettings;
import dev.crossfade.bus.SettingsChanged;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.Layer;
import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingValue;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/** Serves what the settings' doors ask for, over overrides in memory, and remembers what it was asked. */
public final class PretendConfigVerticle extends VerticleBase {
    static final Instant MADE = Instant.parse("2026-11-21T06:00:00Z");

    volatile ChangeOverrides asked;
    volatile AuditQuery auditAsked;
    volatile SettingsReply answer;
    /** Whether nothing was ever changed. */
    volatile boolean unchanged;

    private volatile SettingsSnapshot inForce;

    public PretendConfigVerticle(SettingsSnapshot first) {
        this.inForce = first;
    }

    /** The first snapshot: the defaults, with what is set here as if it came from the file. */
    public static SettingsSnapshot first(String yaml) {
        Settings settings = TestSettings.yaml(yaml);
        Map<String, SettingValue> values = new TreeMap<>();
        flatten(RoutingJson.of(settings).getJsonObject("dual_write"), "dual_write", values);
        values.put("flags.MONITORING_USE_ADAPTER", set(settings.flags().useAdapter()));
        values.put("flags.MONITORING_ADAPTER_TYPE", set("realtime"));
        values.put("flags.MONITORING_BATCH_SIZE", set(settings.flags().batchSize()));
        values.put("flags.MONITORING_VALIDATION_STRICT", new SettingValue(false, Layer.FILE));
        values.put("http.port", set(0));
        return new SettingsSnapshot(7, MADE, settings, Map.copyOf(values));
    }

    private static SettingValue set(Object value) {
        return new SettingValue(value, Layer.DEFAULT);
    }

    private static void flatten(JsonObject section, String path, Map<String, SettingValue> values) {
        section.forEach(member -> {
            String below = path + "." + member.getKey();
            if (member.getValue() instanceof JsonObject object) {
                flatten(object, below, values);
            } else {
                values.put(
                        below, set(member.getValue() instanceof JsonArray list ? list.getList() : member.getValue()));
            }
        });
    }

    @Override
    public Future<?> start() {
        Endpoints.CHANGE_OVERRIDES.serve(vertx, wish -> Future.succeededFuture(change(wish)));
        Endpoints.RELOAD_SETTINGS.serve(vertx, wish -> Future.succeededFuture(answer));
        Endpoints.PROPOSE_SETTINGS.serve(vertx, wish -> Future.succeededFuture(propose(wish)));
        Endpoints.AUDIT.serve(vertx, query -> {
            auditAsked = query;
            boolean more = query.before().isEmpty() && !unchanged;
            return Future.succeededFuture(new AuditPage(
                    unchanged ? List.of() : List.of(row()), more ? OptionalLong.of(41) : OptionalLong.empty()));
        });
        return Future.succeededFuture();
    }

    private SettingsReply change(ChangeOverrides wish) {
        asked = wish;
        if (answer != null) {
            return answer;
        }
        SettingsSnapshot before = inForce;
        if (wish.expectedVersion().isPresent() && wish.expectedVersion().getAsLong() != before.version()) {
            return new SettingsReply.OtherVersion(before.version());
        }
        Map<String, SettingValue> values = new TreeMap<>(before.values());
        List<SettingChange> changes = new ArrayList<>();
        wish.set().forEach((path, value) -> {
            Object old = values.put(path, new SettingValue(value, Layer.FILE)).value();
            if (!Objects.equals(old, value)) {
                changes.add(new SettingChange(path, Layer.FILE, old, value));
            }
        });
        inForce = new SettingsSnapshot(before.version() + 1, MADE, before.settings(), values);
        Topics.SETTINGS_CHANGED.publish(vertx, new SettingsChanged(before, inForce, changes));
        return new SettingsReply.InForce(inForce, changes, List.of());
    }

    /** Knows of one proposal that breaks a rule, and takes all others for one that turns the adapters off. */
    private SettingsReply propose(ProposeSettings wish) {
        if (Objects.equals(wish.set().get("dual_write.categories.debug.percentage"), 101L)) {
            return new SettingsReply.Invalid(
                    List.of(new Problem("dual_write.categories.debug.percentage", "101", "a number from 0 to 100")));
        }
        Settings proposed = TestSettings.yaml("flags: { MONITORING_USE_ADAPTER: false, MONITORING_DUAL_MODE: false }");
        return new SettingsReply.InForce(
                new SettingsSnapshot(inForce.version(), MADE, proposed, inForce.values()), List.of(), List.of());
    }

    private static AuditRow row() {
        return new AuditRow(
                new UUID(1, 2),
                MADE,
                "root",
                "override",
                "dual_write.categories.debug.adapters",
                List.of(),
                List.of("websocket"),
                "why",
                8,
                AuditRow.OverrideChange.SET);
    }
}
