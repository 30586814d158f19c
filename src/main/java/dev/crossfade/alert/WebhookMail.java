package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** For a webhook: every change once, in order, many in one request. Past the bound the oldest is lost. */
final class WebhookMail implements Mail {
    static final int MOST_WAITING = 1000;
    static final int MOST_TOGETHER = 100;

    private final Deque<AlertChanged> waiting = new ArrayDeque<>();
    private long lost;

    @Override
    public void add(AlertChanged change) {
        if (waiting.size() == MOST_WAITING) {
            waiting.removeFirst();
            lost++;
        }
        waiting.addLast(change);
    }

    @Override
    public List<AlertChanged> next(Instant now) {
        return waiting.stream().limit(MOST_TOGETHER).toList();
    }

    @Override
    public void taken(List<AlertChanged> told, Instant now) {
        forget(told);
    }

    @Override
    public void refused(List<AlertChanged> told, Instant now) {
        lost += forget(told);
    }

    /** Some may be gone already, since they gave way. */
    private int forget(List<AlertChanged> told) {
        int before = waiting.size();
        waiting.removeAll(told);
        return before - waiting.size();
    }

    @Override
    public int waiting() {
        return waiting.size();
    }

    @Override
    public List<AlertChanged> kept() {
        return List.copyOf(waiting);
    }

    @Override
    public long lost() {
        return lost;
    }
}
