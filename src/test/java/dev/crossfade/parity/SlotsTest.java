package dev.crossfade.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.SealedEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The ring in which dual-written events are followed. */
class SlotsTest {
    private static final long ENOUGH_BYTES = 1 << 20;
    private static final int MARK = 4;
    private static final List<Category> CATEGORIES = List.of(Category.values());

    private final Streams streams = new Streams(1);
    private final Slots slots = new Slots();
    private final Deque<SealedEvent> model = new ArrayDeque<>();

    @Test
    void itHasWhatWasAddedAndNotRemovedHoweverOftenItFillsAndEmpties() {
        Random random = new Random(7);
        for (int round = 0; round < 12; round++) {
            add(random.nextInt(20_000));
            remove(round % 4 == 3 ? model.size() : random.nextInt(model.size() + 1));
            assertIsTheModel();
        }
    }

    @Test
    void aPlaceThatIsUsedAgainHasNothingOfTheEventBefore() {
        add(10_000);
        for (long place = slots.first(); place < slots.end(); place++) {
            slots.mark(place, MARK);
            slots.deliver(Adapter.WEBSOCKET, place, 1);
            slots.deliver(Adapter.REALTIME, place, 1);
        }
        remove(10_000);
        add(10_000);
        for (long place = slots.first(); place < slots.end(); place++) {
            assertThat(slots.has(place, MARK)).isFalse();
            assertThat(slots.delivered(Adapter.WEBSOCKET, place)).isZero();
            assertThat(slots.delivered(Adapter.REALTIME, place)).isZero();
        }
    }

    @Test
    void theOldestEventsThemselvesAreForgottenWhereTheyAreTooManyBytes() {
        SealedEvent one = streams.accept(Category.DEBUG);
        long threeOfThem = 3L * one.json().length;
        slots.add(one, threeOfThem);
        for (int i = 0; i < 3; i++) {
            slots.add(streams.accept(Category.DEBUG), threeOfThem);
        }
        assertThat(slots.event(0)).isNull();
        assertThat(slots.event(1)).isNotNull();
        assertThat(slots.sequenceId(0)).isEqualTo(one.event().sequenceId());
    }

    @Test
    void whatIsReleasedTakesNoneOfThoseBytes() {
        SealedEvent one = streams.accept(Category.DEBUG);
        long threeOfThem = 3L * one.json().length;
        slots.add(one, threeOfThem);
        for (int i = 1; i <= 10; i++) {
            slots.add(streams.accept(Category.DEBUG), threeOfThem);
            slots.release(i);
            slots.release(i);
        }
        assertThat(slots.event(0)).isSameAs(one);
        assertThat(slots.event(10)).isNull();
        for (int i = 0; i < 11; i++) {
            slots.removeFirst();
        }
        SealedEvent next = streams.accept(Category.DEBUG);
        slots.add(next, threeOfThem);
        assertThat(slots.event(11)).isSameAs(next);
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            SealedEvent event = streams.accept(CATEGORIES.get(i % CATEGORIES.size()));
            slots.add(event, ENOUGH_BYTES);
            model.add(event);
        }
    }

    private void remove(int count) {
        for (int i = 0; i < count; i++) {
            slots.removeFirst();
            model.remove();
        }
    }

    private void assertIsTheModel() {
        assertThat(slots.size()).isEqualTo(model.size());
        long place = slots.first();
        for (SealedEvent event : model) {
            assertThat(slots.find(event.event().sequenceId(), 0)).isEqualTo(place);
            assertThat(slots.id(place)).isEqualTo(event.event().id());
            assertThat(slots.category(place)).isEqualTo(event.event().category());
            assertThat(slots.hasBytes(place, event.json())).isTrue();
            assertThat(slots.hasChecksumOf(place, event.event())).isTrue();
            place++;
        }
        assertThat(slots.find(0, 0)).isEqualTo(-1);
        assertThat(slots.find(Long.MAX_VALUE, 0)).isEqualTo(-1);
    }
}
