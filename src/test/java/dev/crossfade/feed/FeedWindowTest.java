package dev.crossfade.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedQuery;
import dev.crossfade.bus.FeedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FeedWindowTest {
    private static final int MAX_ROWS = 20;
    private static final long MAX_BYTES = 12 * FeedWindow.ROW_BYTES;

    private final FeedWindow window = new FeedWindow(MAX_BYTES, MAX_ROWS);

    @Test
    void whatIsBehindTheStartIsAnsweredAndWhatIsBeforeItIsNot() {
        window.restart(100);
        window.append(Rows.rows(103, 105), 107);

        assertThat(positions(100, 1000, 10)).containsExactly(103L, 104L, 105L);
        assertThat(page(100, 1000, 10).upTo()).isEqualTo(107);
        assertThat(positions(103, 104, 10)).containsExactly(104L);
        assertThat(page(107, 1000, 10)).isEqualTo(new FeedPage(List.of(), 107, 3));
        assertThat(window.page(new FeedQuery(99, 1000, 10), 3)).isEmpty();
    }

    @Test
    void anAnswerThatIsCutEndsWithItsLastRowAndAFullOneThatIsCompleteDoesNot() {
        window.append(Rows.rows(1, 5), 9);

        assertThat(page(0, 1000, 4).upTo()).isEqualTo(4);
        assertThat(page(0, 1000, 5).upTo()).isEqualTo(9);
        assertThat(page(0, 3, 3).upTo()).isEqualTo(3);
    }

    @Test
    void aRowThatIsLargerThanTheWindowIsNotKeptAndNotForgottenSilently() {
        window.append(List.of(Rows.row(4, (int) MAX_BYTES)), 6);

        assertThat(window.page(new FeedQuery(3, 1000, 10), 3)).isEmpty();
        assertThat(positions(4, 1000, 10)).isEmpty();
        assertThat(window.end()).isEqualTo(6);
    }

    @Test
    void whatIsForgottenIsNotAnsweredAndWhatIsBehindItIs() {
        window.append(Rows.rows(1, 8), 9);

        window.forget(4);

        assertThat(window.page(new FeedQuery(3, 1000, 10), 3)).isEmpty();
        assertThat(positions(4, 1000, 10)).containsExactly(5L, 6L, 7L, 8L);
        window.forget(9);
        assertThat(window.page(new FeedQuery(7, 1000, 10), 3)).isEmpty();
        assertThat(page(9, 1000, 10)).isEqualTo(new FeedPage(List.of(), 9, 3));
    }

    @Test
    void afterARestartNothingOfBeforeIsAnswered() {
        window.append(Rows.rows(1, 5), 5);
        window.restart(3);
        window.append(List.of(), 8);

        assertThat(positions(3, 1000, 10)).isEmpty();
        assertThat(window.page(new FeedQuery(2, 1000, 10), 3)).isEmpty();
    }

    /** A step of the feed: rows of these sizes, each so far behind the one before, and so much more that was read. */
    record Step(List<Integer> gaps, List<Integer> sizes, int behind) {}

    record Question(int back, int span, int limit) {}

    @Property
    void itAnswersLikeAListOfAllRowsAndNeverHoldsMoreThanItMay(
            @ForAll("steps") @Size(max = 30) List<Step> steps,
            @ForAll("questions") @Size(min = 1, max = 10) List<Question> questions) {
        FeedWindow tested = new FeedWindow(MAX_BYTES, MAX_ROWS);
        List<FeedRow> all = new ArrayList<>();
        for (Step step : steps) {
            List<FeedRow> next = rows(step, tested.end());
            long last = next.isEmpty() ? tested.end() : position(next.get(next.size() - 1));
            all.addAll(next);
            tested.append(next, last + step.behind());
            for (Question question : questions) {
                long after = Math.max(0, tested.end() + 2 - question.back());
                check(tested, all, new FeedQuery(after, after + question.span(), question.limit()));
            }
        }
    }

    private static void check(FeedWindow tested, List<FeedRow> all, FeedQuery query) {
        Optional<FeedPage> answer = tested.page(query, 3);
        List<FeedRow> behind =
                all.stream().filter(row -> position(row) > query.after()).toList();
        long bytes = behind.stream()
                .mapToLong(row -> FeedWindow.ROW_BYTES
                        + row.event().data().length()
                        + row.event().metadata().length())
                .sum();
        boolean fits = bytes <= MAX_BYTES && behind.size() <= MAX_ROWS;
        assertThat(answer.isPresent())
                .as("%s with %d bytes behind", query, bytes)
                .isEqualTo(fits);
        answer.ifPresent(page -> {
            List<FeedRow> asked = behind.stream()
                    .filter(row -> position(row) <= Math.min(query.upTo(), tested.end()))
                    .toList();
            List<FeedRow> expected = asked.subList(0, Math.min(asked.size(), query.limit()));
            boolean cut = expected.size() < asked.size();
            assertThat(page.rows()).isEqualTo(expected);
            assertThat(page.upTo())
                    .isEqualTo(
                            cut ? position(expected.get(expected.size() - 1)) : Math.min(query.upTo(), tested.end()));
        });
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<List<Integer>> gaps =
                Arbitraries.integers().between(1, 4).list().ofMaxSize(8);
        Arbitrary<List<Integer>> sizes =
                Arbitraries.integers().between(0, 2000).list().ofSize(8);
        return Combinators.combine(gaps, sizes, Arbitraries.integers().between(0, 5))
                .as(Step::new)
                .list();
    }

    @Provide
    Arbitrary<List<Question>> questions() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 80),
                        Arbitraries.integers().between(0, 80),
                        Arbitraries.integers().between(1, 30))
                .as(Question::new)
                .list();
    }

    private static List<FeedRow> rows(Step step, long end) {
        List<FeedRow> rows = new ArrayList<>();
        long position = end;
        for (int i = 0; i < step.gaps().size(); i++) {
            position += step.gaps().get(i);
            rows.add(Rows.row(position, step.sizes().get(i)));
        }
        return rows;
    }

    private static long position(FeedRow row) {
        return row.event().position().orElseThrow();
    }

    private FeedPage page(long after, long upTo, int limit) {
        return window.page(new FeedQuery(after, upTo, limit), 3).orElseThrow();
    }

    private List<Long> positions(long after, long upTo, int limit) {
        return Rows.positions(page(after, upTo, limit).rows());
    }
}
