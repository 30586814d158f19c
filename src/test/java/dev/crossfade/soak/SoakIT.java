package dev.crossfade.soak;

import static org.assertj.core.api.SoftAssertions.assertSoftly;

import dev.crossfade.soak.Fault.Victim;
import dev.crossfade.testkit.HardDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * The daemon under steady load while everything around it fails at random: at the end all that it accepted is stored,
 * once and in order.
 *
 * <p>{@code -Dsoak.duration=15m} for longer, {@code -Dsoak.seed=N} to repeat the faults, {@code -Dsoak.rate=N} events a
 * second. What it leaves in {@code target/soak} stays there when it fails.
 */
class SoakIT {
    private static final long SEED = Long.getLong("soak.seed", System.nanoTime() & 0xffff_ffffL);
    private static final Duration DURATION = Duration.parse("PT" + System.getProperty("soak.duration", "90s"));
    private static final int RATE = Integer.getInteger("soak.rate", 500);
    private static final int PUBLISHERS = 4;
    private static final int HEAP_MIB = 256;
    private static final Duration LAST_ANSWER = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(90);
    /** With the database away, on a busy machine. */
    private static final Duration START = Duration.ofSeconds(20);
    /** The daemon's own limit, and a little for a busy machine. */
    private static final Duration STOP = Duration.ofSeconds(10 + 3);

    private final Anomalies anomalies = new Anomalies();
    private final Ledger ledger = new Ledger(PUBLISHERS);
    private final Audit audit = new Audit(ledger, SEED);
    private final CountDownLatch stormIsOver = new CountDownLatch(1);
    private final CountDownLatch allIsOver = new CountDownLatch(1);
    private final ExecutorService crew = Executors.newCachedThreadPool();
    private int lastExitCode;

    @Test
    void whateverFailsAllThatWasAcceptedIsStoredOnceAndInOrder() throws Exception {
        System.out.println("soak.seed=" + SEED + " soak.duration=" + DURATION + " soak.rate=" + RATE);
        Path folder = Path.of("target", "soak").toAbsolutePath();
        delete(folder);
        Report report;
        try (Site site = new Site(Files.createDirectories(folder), anomalies)) {
            report = soak(site);
        } finally {
            crew.shutdownNow();
        }
        System.out.println(report.text());
        check(report);
        delete(folder);
    }

    private Report soak(Site site) throws Exception {
        Storm storm = new Storm(site, SEED, anomalies, stormIsOver);
        Watcher watcher = new Watcher(site.port(), anomalies, allIsOver);
        Backlog backlog = new Backlog(site, allIsOver);
        Future<?> watching = crew.submit(watcher);
        crew.execute(backlog);
        List<Future<?>> publishing = publish(site);
        rage(storm, site);

        giveUpAfter(LAST_ANSWER, publishing);
        long begun = System.nanoTime();
        boolean drained = backlog.drains(DRAIN);
        Duration drain = Duration.ofNanos(System.nanoTime() - begun);
        allIsOver.countDown();
        watching.get(LAST_ANSWER.toSeconds(), TimeUnit.SECONDS);
        lastExitCode = site.stopDaemon();
        readTable(site.database());
        return new Report(
                SEED, DURATION, ledger, audit, storm.struck(), site.lives(), watcher.order(), backlog, drained, drain);
    }

    private List<Future<?>> publish(Site site) {
        Publisher.Plan plan = new Publisher.Plan(site.door(), SEED, RATE / PUBLISHERS);
        List<Future<?>> publishing = new ArrayList<>();
        for (int number = 0; number < PUBLISHERS; number++) {
            publishing.add(crew.submit(new Publisher(number, plan, ledger, anomalies, stormIsOver)));
        }
        return publishing;
    }

    private void rage(Storm storm, Site site) throws Exception {
        List<Future<?>> lanes = new ArrayList<>();
        for (Victim victim : Victim.values()) {
            lanes.add(crew.submit(() -> storm.over(victim)));
        }
        stormIsOver.await(DURATION.toMillis(), TimeUnit.MILLISECONDS);
        stormIsOver.countDown();
        for (Future<?> lane : lanes) {
            lane.get();
        }
        site.calm();
    }

    private static void giveUpAfter(Duration patience, List<Future<?>> publishing)
            throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Future<?> publisher : publishing) {
            try {
                publisher.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillUnanswered) {
                publisher.cancel(true);
            }
        }
    }

    private void readTable(HardDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            // Both make the driver fetch in steps.
            connection.setAutoCommit(false);
            statement.setFetchSize(5_000);
            try (ResultSet rows = statement.executeQuery(
                    "SELECT node, sequence_id, id, source FROM monitoring.monitoring_events ORDER BY position")) {
                while (rows.next()) {
                    audit.row(rows.getString(1), rows.getLong(2), rows.getObject(3, UUID.class), rows.getString(4));
                }
            }
        }
    }

    private void check(Report report) throws IOException {
        long heap = report.lives().peakHeapMiB();
        assertSoftly(softly -> {
            softly.assertThat(report.drained()).as("drained in %s", DRAIN).isTrue();
            softly.assertThat(ledger.acknowledged()).as("accepted").isPositive();
            softly.assertThat(audit.missing().count())
                    .as("accepted and not stored")
                    .isZero();
            softly.assertThat(audit.twiceWithoutDoubt().count())
                    .as("stored twice though sent once")
                    .isZero();
            softly.assertThat(audit.twice().count()).as("stored twice").isZero();
            softly.assertThat(audit.unknown().count())
                    .as("stored and never sent")
                    .isZero();
            softly.assertThat(audit.outOfOrder().count()).as("out of order").isZero();
            softly.assertThat(audit.holes().count()).as("holes").isZero();
            softly.assertThat(audit.publishersOutOfOrder().count())
                    .as("publishers out of order")
                    .isZero();
            softly.assertThat(audit.nodes()).as("nodes").isEqualTo(1);
            softly.assertThat(report.lives().exits().keySet()).as("exit codes").isSubsetOf(0, 1);
            softly.assertThat(lastExitCode)
                    .as("exit code with all well and stored")
                    .isZero();
            softly.assertThat(report.lives().slowestStart()).as("slowest start").isLessThan(START);
            softly.assertThat(report.lives().slowestStop()).as("slowest stop").isLessThan(STOP);
            softly.assertThat(heap).as("heap in MiB").isBetween(1L, (long) HEAP_MIB);
            softly.assertThat(anomalies.told()).as("anomalies").isEmpty();
        });
    }

    private static void delete(Path folder) throws IOException, InterruptedException {
        new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }
}
