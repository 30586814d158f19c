package dev.crossfade.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.EventDraft;
import dev.crossfade.testkit.Drafts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** The law of the log: whatever is appended, checkpointed and reopened, nothing is lost, repeated or reordered. */
final class SegmentedLogPropertyTest {
    private static final int ALL = 1_000_000;

    /** One thing done to the log. */
    interface Step {
        void doTo(Run run);
    }

    record Append(int count, int size) implements Step {
        @Override
        public void doTo(Run run) {
            List<EventDraft> drafts = Stream.generate(() -> Drafts.withId(UUID.randomUUID(), size))
                    .limit(count)
                    .toList();
            Appended place = EventLogContract.await(run.log.append(drafts));
            assertThat(place).isEqualTo(new Appended(run.ids.size() + 1L, run.ids.size() + count, 0));
            drafts.forEach(draft -> run.ids.add(draft.id()));
        }
    }

    /** The newest events once more, as far as they lie above the checkpoint, with a new one in between. */
    record AppendAgain(int count) implements Step {
        @Override
        public void doTo(Run run) {
            int known = (int) Math.min(count, run.ids.size() - run.checkpoint);
            List<EventDraft> drafts = new ArrayList<>();
            run.ids.subList(run.ids.size() - known, run.ids.size()).forEach(id -> drafts.add(Drafts.withId(id)));
            EventDraft added = Drafts.withId(UUID.randomUUID());
            drafts.add(known / 2, added);
            long next = run.ids.size() + 1L;
            assertThat(EventLogContract.await(run.log.append(drafts))).isEqualTo(new Appended(next, next, known));
            run.ids.add(added.id());
        }
    }

    record CheckpointBack(int distance) implements Step {
        @Override
        public void doTo(Run run) {
            run.log.checkpoint(run.ids.size() - distance);
            run.checkpoint = Math.max(run.checkpoint, run.ids.size() - distance);
            assertThat(run.log.stats().checkpoint()).isEqualTo(run.checkpoint);
        }
    }

    record Reopen() implements Step {
        @Override
        public void doTo(Run run) {
            run.log.close();
            run.log = run.home.open();
        }
    }

    record ReadFrom(int distance, int maxRecords) implements Step {
        @Override
        public void doTo(Run run) {
            long from = Math.max(run.checkpoint, run.ids.size() - distance) + 1;
            List<LogRecord> page = EventLogContract.await(run.log.read(from, maxRecords, ALL));
            assertThat(page).hasSize((int) Math.min(maxRecords, run.ids.size() - from + 1));
            run.assertRecords(page, from);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> append = Arbitraries.integers()
                .between(1, 30)
                .flatMap(count -> Arbitraries.integers().between(0, 700).map(size -> new Append(count, size)));
        Arbitrary<Step> checkpoint = Arbitraries.integers().between(0, 60).map(CheckpointBack::new);
        Arbitrary<Step> read = Arbitraries.integers()
                .between(0, 100)
                .flatMap(from -> Arbitraries.integers().between(1, 50).map(max -> new ReadFrom(from, max)));
        Arbitrary<Step> again = Arbitraries.integers().between(0, 100).map(AppendAgain::new);
        Arbitrary<Step> reopen = Arbitraries.just(new Reopen());
        return Arbitraries.oneOf(append, append, again, checkpoint, read, reopen)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void theLogNeverLosesRepeatsOrReorders(@ForAll("steps") List<Step> steps) throws IOException {
        Path temp = Files.createTempDirectory("crossfade-log");
        Run run = new Run(LogHome.in(temp));
        try {
            steps.forEach(step -> step.doTo(run));
            run.assertRecords(EventLogContract.await(run.log.read(run.checkpoint + 1, ALL, ALL)), run.checkpoint + 1);
            assertThat(run.log.stats().endOffset()).isEqualTo(run.ids.size());
        } finally {
            run.log.close();
            delete(temp);
        }
    }

    /** The log under test and what it has to hold. */
    private static final class Run {
        private final LogHome home;
        private final List<UUID> ids = new ArrayList<>();
        private SegmentedLog log;
        private long checkpoint;

        Run(LogHome home) {
            this.home = home;
            this.log = home.open();
        }

        void assertRecords(List<LogRecord> page, long from) {
            long expected = from;
            for (LogRecord record : page) {
                assertThat(record.offset()).isEqualTo(expected);
                assertThat(record.sealed().event().sequenceId()).isEqualTo(expected);
                assertThat(record.sealed().event().id()).isEqualTo(ids.get((int) expected - 1));
                expected++;
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
