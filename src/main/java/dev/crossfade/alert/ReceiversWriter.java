package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.ReceiverFigures;
import dev.crossfade.config.Alerts.Receiver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** All receivers that are in force. Belongs to the context that made it. */
final class ReceiversWriter {
    private final Vertx vertx;
    private final String node;
    private final UnaryOperator<String> environment;
    private final Pace pace;
    private final Clock clock;
    private Map<String, ReceiverWriter> writers = new LinkedHashMap<>();

    /** @param environment the value of a variable, or null */
    ReceiversWriter(Vertx vertx, String node, UnaryOperator<String> environment, Pace pace, Clock clock) {
        this.vertx = vertx;
        this.node = node;
        this.environment = environment;
        this.pace = pace;
        this.clock = clock;
    }

    /**
     * Those of the configuration: who stays as it was goes on, with what waits for it; who has changed is told what waited
     * for it before; who is new, or has changed, is told of what fires.
     */
    void follow(List<Receiver> receivers, List<AlertChanged> firing) {
        Map<String, ReceiverWriter> next = new LinkedHashMap<>();
        for (Receiver receiver : receivers) {
            ReceiverWriter known = writers.get(receiver.name());
            boolean goesOn = known != null && known.receiver().equals(receiver);
            next.put(receiver.name(), goesOn ? writers.remove(receiver.name()) : fresh(receiver, known, firing));
        }
        writers.values().forEach(ReceiverWriter::close);
        writers = next;
        pump();
    }

    private ReceiverWriter fresh(Receiver receiver, ReceiverWriter before, List<AlertChanged> firing) {
        Optional<Signature> signature = receiver.hmacKeyEnv().map(environment).map(Signature::new);
        ReceiverWriter writer = new ReceiverWriter(vertx, receiver, node, signature, pace, clock);
        Set<AlertChanged> changes = new LinkedHashSet<>(before == null ? List.of() : before.kept());
        changes.addAll(firing);
        changes.forEach(writer::add);
        return writer;
    }

    /** Tells them all of these changes. */
    void tell(List<AlertChanged> changes) {
        writers.values().forEach(writer -> changes.forEach(writer::add));
        pump();
    }

    /** Has those that are told again and again know what has been firing since an earlier start. */
    void remind(List<AlertChanged> firing) {
        writers.values().stream()
                .filter(writer -> writer.receiver().type() == Receiver.Type.ALERTMANAGER)
                .forEach(writer -> firing.forEach(writer::add));
        pump();
    }

    /** What waits for those that must be told after a restart, by their names. */
    Map<String, List<AlertChanged>> kept() {
        Map<String, List<AlertChanged>> kept = new TreeMap<>();
        writers.forEach((name, writer) -> {
            if (!writer.kept().isEmpty()) {
                kept.put(name, writer.kept());
            }
        });
        return kept;
    }

    /** Tells what waited before a restart to those that are still there. */
    void restore(Map<String, List<AlertChanged>> kept) {
        kept.forEach((name, changes) -> {
            if (writers.containsKey(name)) {
                changes.forEach(writers.get(name)::add);
            }
        });
        pump();
    }

    /** To be called once a second: some are to be told again of what they know. */
    void pump() {
        writers.values().forEach(ReceiverWriter::pump);
    }

    List<ReceiverFigures> figures() {
        return writers.values().stream().map(ReceiverWriter::figures).toList();
    }

    Future<?> close() {
        return Future.join(writers.values().stream().map(ReceiverWriter::close).toList());
    }
}
