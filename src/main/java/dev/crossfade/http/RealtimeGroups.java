package dev.crossfade.http;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The channels that are live, in groups of those that are alike. Pure; belongs to its writer's context. */
final class RealtimeGroups {
    private static final Comparator<RealtimeGroup> LIGHTEST_FIRST =
            Comparator.comparing(RealtimeGroup::isHeavy).thenComparingLong(RealtimeGroup::lastNanos);

    private final Map<RealtimeGroup.Key, RealtimeGroup> groups = new HashMap<>();

    void add(RealtimeChannel channel) {
        groups.computeIfAbsent(RealtimeGroup.Key.of(channel), key -> new RealtimeGroup(key, channel.request()))
                .members()
                .add(channel);
    }

    void remove(RealtimeChannel channel) {
        groups.computeIfPresent(RealtimeGroup.Key.of(channel), (key, group) -> {
            group.members().remove(channel);
            return group.members().isEmpty() ? null : group;
        });
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** Those of now; whoever takes long comes last, so that nobody else waits for it. */
    List<RealtimeGroup> lightestFirst() {
        return groups.values().stream().sorted(LIGHTEST_FIRST).toList();
    }
}
