package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * For Alertmanager: how it stands with each alert, again and again while it fires, since Alertmanager takes silence for the
 * end; that it resolved, until that is taken. What came and went while Alertmanager was away is told by its end alone.
 */
final class AlertmanagerMail implements Mail {
    /** Resolved alerts that wait; past it the oldest is lost, and Alertmanager resolves it by itself. */
    static final int MOST_RESOLVED = 1000;

    private final Duration resend;
    private final Map<Identity, AlertChanged> newest = new LinkedHashMap<>();
    private final Set<AlertChanged> untold = new LinkedHashSet<>();
    private Instant lastTaken = Instant.EPOCH;
    private long lost;

    private record Identity(String name, Object severity, Map<String, String> labels) {
        static Identity of(AlertChanged change) {
            return new Identity(change.name(), change.severity(), change.labels());
        }
    }

    /** @param resend so often firing alerts are told again */
    AlertmanagerMail(Duration resend) {
        this.resend = resend;
    }

    @Override
    public void add(AlertChanged change) {
        AlertChanged before = newest.remove(Identity.of(change));
        untold.remove(before);
        newest.put(Identity.of(change), change);
        untold.add(change);
        if (newest.values().stream().filter(one -> !one.firing()).count() > MOST_RESOLVED) {
            newest.values().stream().filter(one -> !one.firing()).findFirst().ifPresent(this::lose);
        }
    }

    private void lose(AlertChanged change) {
        newest.remove(Identity.of(change));
        untold.remove(change);
        lost++;
    }

    @Override
    public List<AlertChanged> next(Instant now) {
        boolean due = Duration.between(lastTaken, now).compareTo(resend) >= 0;
        return untold.isEmpty() && !due ? List.of() : new ArrayList<>(newest.values());
    }

    @Override
    public void taken(List<AlertChanged> told, Instant now) {
        lastTaken = now;
        told.forEach(untold::remove);
        told.stream().filter(change -> !change.firing()).forEach(over -> newest.remove(Identity.of(over), over));
    }

    @Override
    public void refused(List<AlertChanged> told, Instant now) {
        lost += told.stream().filter(untold::contains).count();
        taken(told, now);
    }

    @Override
    public int waiting() {
        return untold.size();
    }

    @Override
    public List<AlertChanged> kept() {
        return List.of();
    }

    @Override
    public long lost() {
        return lost;
    }
}
