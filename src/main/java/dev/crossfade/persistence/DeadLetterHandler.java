package dev.crossfade.persistence;

import dev.crossfade.bus.CleanUpDeadLetters;
import dev.crossfade.bus.DeadLetterReply;
import dev.crossfade.bus.DeadLettersChanged;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.persistence.DeadLetterWriter.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what is asked and wished of dead letters. Belongs to the context that it serves on. */
final class DeadLetterHandler {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);

    private final Database database;
    private final DeadLetterWriter writer;
    private final Supplier<Duration> keep;

    /** @param keep the age at which letters are deleted, unless another is wished */
    DeadLetterHandler(Database database, DeadLetterWriter writer, Supplier<Duration> keep) {
        this.database = database;
        this.writer = writer;
        this.keep = keep;
    }

    void serve(Vertx vertx) {
        Endpoints.DEAD_LETTERS.serve(
                vertx,
                query -> answered(
                        database.read(store -> store.reading().deadLetters().page(query))));
        Endpoints.DEAD_LETTER_STATISTICS.serve(
                vertx,
                query -> answered(
                        database.read(store -> store.reading().deadLetters().statistics())));
        Endpoints.RETRY_DEAD_LETTER.serve(vertx, wish -> answered(retry(wish.id())));
        Endpoints.DISCARD_DEAD_LETTER.serve(vertx, wish -> answered(discard(wish.id())));
        Endpoints.RETRY_DEAD_LETTERS.serve(vertx, wish -> answered(retryAll()));
        Endpoints.CLEAN_UP_DEAD_LETTERS.serve(vertx, wish -> answered(cleanUp(wish)));
    }

    private Future<DeadLetterReply> retry(long id) {
        return writer.retry(id).compose(retried -> find(id).map(
                        letter -> reply(letter, retried ? DeadLetterReply.Done::new : DeadLetterHandler::refused)));
    }

    private Future<DeadLetterReply> discard(long id) {
        return database.write(store -> store.reading().deadLetters().discard(id))
                .compose(gone -> gone.isPresent()
                        ? Future.succeededFuture(reply(gone, DeadLetterHandler::discarded))
                        : find(id).map(letter -> reply(letter, DeadLetterHandler::refused)));
    }

    private Future<DeadLettersChanged> retryAll() {
        return database.write(store -> store.reading().deadLetters().schedule())
                .onSuccess(scheduled -> writer.round())
                .map(DeadLettersChanged::new);
    }

    private Future<DeadLettersChanged> cleanUp(CleanUpDeadLetters wish) {
        return writer.cleanUp(wish.olderThan().orElseGet(keep)).map(DeadLettersChanged::new);
    }

    private Future<Optional<StoredDeadLetter>> find(long id) {
        return database.read(store -> store.reading().deadLetters().one(id));
    }

    private static DeadLetterReply reply(
            Optional<StoredDeadLetter> letter, Function<StoredDeadLetter, DeadLetterReply> known) {
        return letter.map(known).orElseGet(DeadLetterReply.Unknown::new);
    }

    private static DeadLetterReply refused(StoredDeadLetter letter) {
        return new DeadLetterReply.Refused(letter.status());
    }

    private static DeadLetterReply discarded(StoredDeadLetter letter) {
        LOG.info(
                "dead letter discarded id={} node={} sequence_id={} sqlstate={}",
                letter.id(),
                letter.node(),
                letter.sequenceId(),
                letter.sqlState());
        return new DeadLetterReply.Done(letter);
    }

    private static <T> Future<T> answered(Future<T> answer) {
        return answer.recover(failure -> {
            if (failure instanceof Unavailable) {
                return Future.failedFuture(failure);
            }
            LOG.warn("a question about dead letters was not answered problem=\"{}\"", failure.getMessage());
            return Future.failedFuture(new Unavailable("the database could not answer"));
        });
    }
}
