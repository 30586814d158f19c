package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.Integrity;
import dev.crossfade.testkit.Events;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
    private static final Instant AT = Instant.parse("2026-11-21T05:41:30Z");

    private final RecentChanges recent = new RecentChanges(100_000);

    @Test
    void whoAsksAgainSharesTheText() {
        byte[] text = recent.take(rows(1, 3)).get(1).data();

        assertThat(recent.of(rows(2, 2)).get(0).data()).isSameAs(text);
    }

    @Test
    void whatIsLongPastIsReadAndNotKept() {
        byte[] text = recent.take(rows(500, 501)).get(0).data();

        List<ChangeRow> past = recent.of(rows(1, 400));

        assertThat(past).hasSize(400);
        assertThat(past.get(0).position()).isEqualTo(1);
        assertThat(recent.of(rows(1, 1)).get(0).data()).isNotSameAs(past.get(0).data());
        assertThat(recent.of(rows(500, 500)).get(0).data()).isSameAs(text);
    }

    @Test
    void theOldestAreForgottenFirst() {
        List<ChangeRow> all = recent.take(rows(1, 500));

        assertThat(recent.of(rows(1, 1)).get(0).data()).isNotSameAs(all.get(0).data());
        assertThat(recent.of(rows(500, 500)).get(0).data())
                .isSameAs(all.get(499).data());
    }

    @Test
    void whatWasTakenBeforeTheLastTimeIsForgotten() {
        byte[] first = recent.take(rows(1, 1)).get(0).data();
        recent.age();
        byte[] second = recent.take(rows(2, 2)).get(0).data();

        assertThat(recent.of(rows(1, 1)).get(0).data()).isSameAs(first);
        recent.age();
        assertThat(recent.of(rows(1, 1)).get(0).data()).isNotSameAs(first);
        assertThat(recent.of(rows(2, 2)).get(0).data()).isSameAs(second);
    }

    @Test
    void aPositionThatIsGivenAnewIsAnotherRow() {
        byte[] before = recent.take(rows(7, 7)).get(0).data();
        FeedRow other = new FeedRow(Events.stored(Events.event(8), 7), AT, Integrity.INTACT);

        assertThat(recent.of(List.of(other)).get(0).data()).isNotEqualTo(before);
        byte[] after = recent.take(List.of(other)).get(0).data();
        assertThat(recent.of(List.of(other)).get(0).data()).isSameAs(after);
    }

    private static List<FeedRow> rows(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(at -> new FeedRow(Events.stored(Events.event(at), at), AT, Integrity.INTACT))
                .toList();
    }
}
