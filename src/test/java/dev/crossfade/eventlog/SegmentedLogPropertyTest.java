package dev.crossfade.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
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
            assertThat(place).isEqualTo(new Appended(run.events + 1L, run.events + count, 0));
            drafts.forEach(draft -> run.add(draft.id()));
        }
    }

    record AppendNotes(int count, int size) implements Step {
        @Override
        public void doTo(Run run) {
            List<String> texts = Stream.generate(() -> UUID.randomUUID() + " ".repeat(size))
                    .limit(count)
                    .toList();
            EventLogContract.await(
                    run.log.note(texts.stream().map(EventLogContract::note).toList()));
            run.records.addAll(texts);
        }
    }

    /** The newest events once more, as far as they lie above the checkpoint, with a new one in between. */
    record AppendAgain(int count) implements Step {
        @Override
        public void doTo(Run run) {
            List<EventDraft> drafts = new ArrayList<>();
            int newest = (int) Math.min(count, run.end() - run.checkpoint);
            for (Object known : run.records.subList((int) run.end() - newest, (int) run.end())) {
                if (known instanceof UUID id) {
                    drafts.add(Drafts.withId(id));
                }
            }
            int known = drafts.size();
            EventDraft added = Drafts.withId(UUID.randomUUID());
            drafts.add(known / 2, added);
            long next = run.events + 1L;
            assertThat(EventLogContract.await(run.log.append(drafts))).isEqualTo(new Appended(next, next, known));
            run.add(added.id());
        }
    }

    record CheckpointBack(int distance) implements Step {
        @Override
        public void doTo(Run run) {
            run.log.checkpoint(run.end() - distance);
            run.checkpoint = Math.max(run.checkpoint, run.end() - distance);
            assertThat(run.log.stats().checkpoint()).isEqualTo(run.checkpoint);
        }
    }

    record Reopen() implements Step {
        @Override
        public void doTo(Run run) {
            run.log.close();
            run.log = run.home.open();
            assertThat(run.log.stats().lastSequenceId()).isEqualTo(run.events);
        }
    }

    record ReadFrom(int distance, int maxRecords) implements Step {
        @Override
        public void doTo(Run run) {
            long from = Math.max(run.checkpoint, run.end() - distance) + 1;
            List<LogRecord> page = EventLogContract.await(run.log.read(from, maxRecords, ALL));
            assertThat(page).hasSize((int) Math.min(maxRecords, run.end() - from + 1));
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
        Arbitrary<Step> notes = Arbitraries.integers()
                .between(1, 3)
                .flatMap(count -> Arbitraries.integers().between(0, 700).map(size -> new AppendNotes(count, size)));
        Arbitrary<Step> reopen = Arbitraries.just(new Reopen());
        return Arbitraries.oneOf(append, append, again, notes, checkpoint, read, reopen)
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
            assertThat(run.log.stats().endOffset()).isEqualTo(run.end());
            assertThat(run.log.stats().lastSequenceId()).isEqualTo(run.events);
        } finally {
            run.log.close();
            delete(temp);
        }
    }

    /** The log under test and what it has to hold. */
    private static final class Run {
        private final LogHome home;
        /** What each record must be: an event's id, or a note's text. */
        private final List<Object> records = new ArrayList<>();

        private int events;
        private SegmentedLog log;
        private long checkpoint;

        Run(LogHome home) {
            this.home = home;
            this.log = home.open();
        }

        void assertRecords(List<LogRecord> page, long from) {
            long offset = from;
            long nextSequenceId = 1 + eventsIn(records.subList(0, (int) from - 1));
            for (LogRecord record : page) {
                Object expected = records.get((int) offset - 1);
                assertThat(record.offset()).isEqualTo(offset++);
                if (record instanceof EventRecord event) {
                    assertThat(event.sealed().event().id()).isEqualTo(expected);
                    assertThat(event.sealed().event().sequenceId()).isEqualTo(nextSequenceId++);
                } else {
                    assertThat(new String(record.json(), UTF_8)).isEqualTo(expected);
                    assertThat(((NoteRecord) record).nextSequenceId()).isEqualTo(nextSequenceId);
                }
            }
        }

        private static long eventsIn(List<Object> some) {
            return some.stream().filter(UUID.class::isInstance).count();
        }

        void add(UUID id) {
            records.add(id);
            events++;
        }

        long end() {
            return records.size();
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
