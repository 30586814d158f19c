package dev.crossfade.parity;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.bus.Mismatch;
import dev.crossfade.bus.Mismatch.Difference;
import dev.crossfade.bus.Mismatch.Verdict;
import dev.crossfade.bus.MismatchPage;
import dev.crossfade.bus.MismatchQuery;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Checksum;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.HmacKeys;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.SealedEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The newest mismatches, with what differs. Where everything differs, only some are looked into each second, and the others
 * say so. Confined to its owner.
 */
final class MismatchLog implements Findings {
    static final int MOST = 1000;
    private static final int LOOKED_INTO_A_SECOND = 100;
    private static final long A_SECOND = 1_000_000;
    /** Nobody knew it when the event was accepted. */
    private static final Set<String> GIVEN_BY_THE_DATABASE = Set.of("position");

    private final String node;
    private final Supplier<HmacKeys> keys;
    private final EventJson codec = new EventJson();
    private final Deque<Mismatch> newest = new ArrayDeque<>();
    private long count;
    private long second;
    private int lookedInto;

    /** @param keys those that are known now, to say what checksum an event that came back would have */
    MismatchLog(String node, Supplier<HmacKeys> keys) {
        this.node = node;
        this.keys = keys;
    }

    /** What was found about one. */
    private record Look(Optional<String> checksum, List<Difference> differences, String note) {
        private static Look nothing(String note) {
            return new Look(Optional.empty(), List.of(), note);
        }
    }

    @Override
    public void missing(Subject subject, Adapter adapter, long micros) {
        String note = subject.accepted().isPresent() ? "" : "the event is not in memory any more";
        add(subject, Verdict.MISSING, adapter, Look.nothing(note), micros);
    }

    @Override
    public void changed(Subject subject, SealedEvent delivered, long micros) {
        Look look = mayLook(micros)
                ? look(subject, delivered.json(), Set.of(), () -> codec.decode(delivered.json()))
                : tooMany();
        add(subject, Verdict.CHANGED, Adapter.WEBSOCKET, look, micros);
    }

    @Override
    public void changed(Subject subject, FeedRow delivered, long micros) {
        Look look = mayLook(micros) ? look(subject, delivered.event()) : tooMany();
        add(subject, Verdict.CHANGED, Adapter.REALTIME, look, micros);
    }

    private Look look(Subject subject, MonitoringEvent delivered) {
        try {
            return look(subject, codec.encode(delivered), GIVEN_BY_THE_DATABASE, () -> delivered);
        } catch (IllegalArgumentException notOurs) {
            return Look.nothing("what came back holds text that no event may hold");
        }
    }

    private Look look(Subject subject, byte[] delivered, Set<String> exempt, Supplier<MonitoringEvent> event) {
        Optional<String> checksum = checksum(event);
        if (subject.accepted().isEmpty()) {
            return new Look(checksum, List.of(), "the event as it was accepted is not in memory any more");
        }
        try {
            List<Difference> differences =
                    FieldDifferences.between(subject.accepted().get().json(), delivered, exempt);
            String note = differences.size() == FieldDifferences.MOST ? "there may be more differences" : "";
            return new Look(checksum, differences, differences.isEmpty() ? "no value differs, only their text" : note);
        } catch (IOException notJson) {
            return new Look(checksum, List.of(), "what was delivered is not JSON");
        }
    }

    private Optional<String> checksum(Supplier<MonitoringEvent> event) {
        try {
            return Optional.of(Checksum.of(event.get(), keys.get()));
        } catch (IllegalArgumentException notOursOrNoKey) {
            return Optional.empty();
        }
    }

    private static Look tooMany() {
        return Look.nothing("too many differ at once for each to be looked into");
    }

    private boolean mayLook(long micros) {
        if (micros / A_SECOND != second) {
            second = micros / A_SECOND;
            lookedInto = 0;
        }
        return lookedInto++ < LOOKED_INTO_A_SECOND;
    }

    private void add(Subject subject, Verdict verdict, Adapter adapter, Look look, long micros) {
        count++;
        newest.addFirst(new Mismatch(
                count,
                subject.id(),
                node,
                subject.sequenceId(),
                subject.category(),
                subject.accepted().map(accepted -> accepted.event().eventType()),
                verdict,
                adapter,
                subject.accepted().map(accepted -> accepted.event().checksum()),
                look.checksum(),
                look.differences(),
                look.note(),
                Micros.instant(micros)));
        if (newest.size() > MOST) {
            newest.removeLast();
        }
    }

    /** A page of them, newest first. */
    MismatchPage page(MismatchQuery query) {
        Iterator<Mismatch> wanted = newest.stream()
                .filter(one -> query.category().map(one.category()::equals).orElse(true))
                .filter(one ->
                        query.after().isEmpty() || one.number() < query.after().getAsLong())
                .iterator();
        List<Mismatch> page = new ArrayList<>();
        while (page.size() < query.limit() && wanted.hasNext()) {
            page.add(wanted.next());
        }
        return new MismatchPage(page, wanted.hasNext());
    }
}
