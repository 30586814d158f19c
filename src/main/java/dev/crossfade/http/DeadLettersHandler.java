package dev.crossfade.http;

import dev.crossfade.bus.CleanUpDeadLetters;
import dev.crossfade.bus.DeadLetterPage;
import dev.crossfade.bus.DeadLetterQuery;
import dev.crossfade.bus.DeadLetterReply;
import dev.crossfade.bus.DeadLetterStatisticsQuery;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.DiscardDeadLetter;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.RetryDeadLetter;
import dev.crossfade.bus.RetryDeadLetters;
import dev.crossfade.bus.StoredDeadLetter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** {@code /dead-letters} and what is below it: what the database refused, and what is to become of it. */
final class DeadLettersHandler {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    private final BodyReaderHandler bodies;

    /**
     * @param maxBody most bytes of a body
     * @param budget of all bodies being received
     */
    DeadLettersHandler(int maxBody, ByteBudget budget) {
        this.bodies = new BodyReaderHandler(maxBody, budget);
    }

    /** {@code GET /dead-letters}: newest first, a page at a time. */
    void list(RoutingContext ctx) {
        DeadLetterParameters reader = new DeadLetterParameters(HistoryHandler.parametersOf(ctx.queryParams()));
        DeadLetterQuery query = reader.query();
        if (!reader.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, reader.errors());
            return;
        }
        AnswerWriter.write(ctx, Endpoints.DEAD_LETTERS.ask(ctx.vertx(), query), page -> json(ctx, list(page, reader)));
    }

    /** {@code GET /dead-letters/statistics}. */
    void statistics(RoutingContext ctx) {
        AnswerWriter.write(
                ctx,
                Endpoints.DEAD_LETTER_STATISTICS.ask(ctx.vertx(), new DeadLetterStatisticsQuery()),
                statistics -> ctx.json(DeadLetterJson.statistics(statistics)));
    }

    /** {@code POST /dead-letters/{id}/retry}: tries it at once and answers what it is then. */
    void retry(RoutingContext ctx) {
        one(ctx, id -> Endpoints.RETRY_DEAD_LETTER.ask(ctx.vertx(), new RetryDeadLetter(id)));
    }

    /** {@code POST /dead-letters/{id}/discard}: answers what it was. */
    void discard(RoutingContext ctx) {
        one(ctx, id -> Endpoints.DISCARD_DEAD_LETTER.ask(ctx.vertx(), new DiscardDeadLetter(id)));
    }

    /** {@code POST /dead-letters/retry}: all that wait or have failed. */
    void retryAll(RoutingContext ctx) {
        AnswerWriter.write(
                ctx,
                Endpoints.RETRY_DEAD_LETTERS.ask(ctx.vertx(), new RetryDeadLetters()),
                changed -> ctx.json(new JsonObject().put("scheduled", changed.count())));
    }

    /** {@code POST /dead-letters/cleanup}. */
    void cleanUp(RoutingContext ctx) {
        bodies.read(ctx, body -> cleanUp(ctx, body));
    }

    private static void cleanUp(RoutingContext ctx, Buffer body) {
        CleanupAge age;
        try {
            JsonBodyHandler.requireJson(ctx, body);
            age = CleanupAge.of(body.toString());
        } catch (HttpProblem problem) {
            ctx.fail(problem);
            return;
        } catch (IllegalArgumentException notJson) {
            ctx.fail(HttpProblem.of(BAD_REQUEST, notJson.getMessage()));
            return;
        }
        if (!age.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, UNPROCESSABLE, "the body is not valid; see errors", age.errors());
            return;
        }
        AnswerWriter.write(
                ctx,
                Endpoints.CLEAN_UP_DEAD_LETTERS.ask(ctx.vertx(), new CleanUpDeadLetters(age.olderThan())),
                changed -> ctx.json(new JsonObject().put("removed", changed.count())));
    }

    private static void one(RoutingContext ctx, LongFunction<Future<DeadLetterReply>> wish) {
        long id;
        try {
            id = DeadLetterParameters.id(ctx.pathParam("id"));
        } catch (IllegalArgumentException invalid) {
            HistoryHandler.refuse(ctx, List.of(new FieldError("id", invalid.getMessage())));
            return;
        }
        AnswerWriter.write(ctx, wish.apply(id), reply -> answer(ctx, reply));
    }

    private static void answer(RoutingContext ctx, DeadLetterReply reply) {
        if (reply instanceof DeadLetterReply.Done done) {
            json(ctx, DeadLetterJson.letter(done.letter()));
        } else {
            ctx.fail(problem(reply));
        }
    }

    private static HttpProblem problem(DeadLetterReply reply) {
        if (reply instanceof DeadLetterReply.Refused refused) {
            return HttpProblem.of(
                    CONFLICT,
                    refused.status() == DeadLetterStatus.RECOVERED
                            ? "the event of this dead letter is stored already"
                            : "this dead letter is being retried");
        }
        return HttpProblem.of(NOT_FOUND, "there is no dead letter with this id");
    }

    private static String list(DeadLetterPage page, DeadLetterParameters reader) {
        List<StoredDeadLetter> letters = page.letters();
        String next =
                page.more() ? "\"" + reader.next(letters.get(letters.size() - 1).id()) + "\"" : "null";
        return letters.stream().map(DeadLetterJson::letter).collect(Collectors.joining(",", "{\"items\":[", "]"))
                + ",\"next\":" + next + ",\"statistics\":"
                + DeadLetterJson.statistics(page.statistics()).encode() + "}";
    }

    private static void json(RoutingContext ctx, String body) {
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body);
    }
}
