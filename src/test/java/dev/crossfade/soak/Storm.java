package dev.crossfade.soak;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** All faults of the schedules, each victim's on a thread of its own, so that they meet as they happen to. */
final class Storm {
    private final Site site;
    private final long seed;
    private final Anomalies anomalies;
    private final CountDownLatch end;
    private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);

    Storm(Site site, long seed, Anomalies anomalies, CountDownLatch end) {
        this.site = site;
        this.seed = seed;
        this.anomalies = anomalies;
        this.end = end;
    }

    /** Blocks until the end; then the victim is well again. */
    void over(Fault.Victim victim) {
        Schedule schedule = new Schedule(seed, victim);
        try {
            Schedule.Step step = schedule.next();
            while (!end.await(step.pause().toMillis(), TimeUnit.MILLISECONDS)) {
                go(step);
                step = schedule.next();
            }
        } catch (InterruptedException toldToGiveUp) {
            Thread.currentThread().interrupt();
        }
    }

    private void go(Schedule.Step step) throws InterruptedException {
        count(step.fault());
        try {
            site.strike(step.fault());
        } catch (IOException | AssertionError failed) {
            anomalies.add(step.fault().label() + ": " + failed);
        }
        end.await(step.lasts().toMillis(), TimeUnit.MILLISECONDS);
        try {
            site.lift(step.fault().victim());
        } catch (IOException | AssertionError failed) {
            anomalies.add("after " + step.fault().label() + ": " + failed);
        }
    }

    private synchronized void count(Fault fault) {
        struck.merge(fault, 1, Integer::sum);
    }

    synchronized Map<Fault, Integer> struck() {
        return new EnumMap<>(struck);
    }
}
