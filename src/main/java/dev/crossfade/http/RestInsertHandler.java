package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.IntakeReply;
import dev.crossfade.bus.IntakeReply.Admitted;
import dev.crossfade.bus.IntakeReply.EventError;
import dev.crossfade.bus.IntakeReply.Refused;
import dev.crossfade.bus.IntakeRequest;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.rest.InsertedRows;
import dev.crossfade.rest.Representation;
import dev.crossfade.rest.RestError;
import dev.crossfade.rest.RestQueryReader;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * The insert of a PostgREST client: its rows go through the intake as all events do, but all or none. What is known
 * already by its id is no error and not inserted again.
 */
final class RestInsertHandler implements Handler<RoutingContext> {
    private static final int BAD_REQUEST = 400;
    private static final int CREATED = 201;
    private static final int MOST_TOLD = 20;

    private final int maxBody;
    private final BodyReaderHandler bodies;
    private final AcceptedEventsStore accepted;

    /**
     * @param log where the events are read back from
     * @param maxBody most bytes of a body
     * @param budget of all bodies being received
     */
    RestInsertHandler(EventLog log, int maxBody, ByteBudget budget) {
        this.maxBody = maxBody;
        this.bodies = new BodyReaderHandler(maxBody, budget);
        this.accepted = new AcceptedEventsStore(log);
    }

    @Override
    public void handle(RoutingContext ctx) {
        RefusedBodyHandler.watch(ctx);
        Insert insert = new Insert(ctx);
        ContentEncoding encoding = ContentEncoding.of(ctx.request().getHeader(HttpHeaders.CONTENT_ENCODING));
        bodies.read(ctx, sent -> {
            try {
                JsonBodyHandler.requireJson(ctx, sent);
                byte[] body = encoding.unpack(sent.getBytes(), maxBody);
                if (encoding != ContentEncoding.IDENTITY && !bodies.hold(ctx, body.length)) {
                    throw BodyReaderHandler.tooMany();
                }
                insert.publish(body);
            } catch (HttpProblem problem) {
                ctx.fail(problem);
            } catch (RestError refused) {
                RestErrorWriter.write(ctx, refused);
            }
        });
    }

    /** One insert on its way through. */
    private final class Insert {
        private final RoutingContext ctx;
        private final RestMedia media;
        private final RestPreferences preferences;
        private final Optional<Representation> representation;

        /** @throws RestError where what is wanted back cannot be given */
        Insert(RoutingContext ctx) {
            this.ctx = ctx;
            this.media = RestMedia.of(ctx.request().getHeader(HttpHeaders.ACCEPT));
            this.preferences = new RestPreferences(ctx.request().headers().getAll("prefer"));
            RestQueryReader parameters = new RestQueryReader(HistoryHandler.parametersOf(ctx.queryParams()));
            this.representation =
                    preferences.representation() ? Optional.of(parameters.representation()) : Optional.empty();
            if (preferences.merging()) {
                throw RestError.notSupported(
                        "events are never changed once they are accepted",
                        "Use insert, or upsert with ignoreDuplicates");
            }
        }

        void publish(byte[] body) {
            if (representation.isPresent() && media == RestMedia.OBJECT) {
                long rows = InsertedRows.count(body);
                if (rows != 1) {
                    throw RestError.notSingular(rows);
                }
            }
            RefusedBodyHandler.handOn(ctx);
            AnswerWriter.write(
                    ctx,
                    Endpoints.INTAKE.ask(ctx.vertx(), new IntakeRequest(IntakeRequest.Format.JSON, body, true)),
                    this::answer);
        }

        private void answer(IntakeReply reply) {
            if (reply instanceof Refused refused) {
                refuse(refused);
                return;
            }
            Admitted admitted = (Admitted) reply;
            if (!admitted.errors().isEmpty()) {
                RestErrorWriter.write(ctx, refusal(admitted.errors()));
            } else if (representation.isEmpty()) {
                created(admitted).end();
            } else {
                AnswerWriter.write(
                        ctx,
                        accepted.read(admitted.firstSequenceId(), admitted.lastSequenceId()),
                        events -> represent(admitted, representation.get(), events));
            }
        }

        private void refuse(Refused refused) {
            if (refused.reason() == IntakeReply.Reason.UNREADABLE) {
                RestErrorWriter.write(ctx, RestError.body(refused.detail()));
            } else {
                ctx.fail(HttpProblem.retryable(
                        refused.reason().status(), refused.detail(), refused.retryAfterSeconds()));
            }
        }

        private void represent(Admitted admitted, Representation wanted, List<byte[]> events) {
            if (media == RestMedia.OBJECT && events.size() != 1) {
                RestErrorWriter.write(ctx, RestError.notSingular(events.size()));
                return;
            }
            StringBuilder rows = new StringBuilder("[");
            for (byte[] event : events) {
                rows.append(rows.length() == 1 ? "" : ",").append(wanted.of(event));
            }
            created(admitted)
                    .putHeader("preference-applied", "return=representation")
                    .putHeader(HttpHeaders.CONTENT_TYPE, media.contentType())
                    .end(Buffer.buffer(
                            media.body(wanted.names(), rows.append(']').toString())));
        }

        private HttpServerResponse created(Admitted admitted) {
            return ctx.response()
                    .setStatusCode(CREATED)
                    .putHeader(
                            HttpHeaders.CONTENT_RANGE,
                            "*/" + (preferences.counted() ? Integer.toString(admitted.accepted()) : "*"));
        }
    }

    /** The first refusal is the message, and all are the details. */
    private static RestError refusal(List<EventError> errors) {
        StringBuilder details = new StringBuilder();
        errors.stream().limit(MOST_TOLD).forEach(error -> details.append(details.isEmpty() ? "" : "; ")
                .append("row ")
                .append(error.index())
                .append(": ")
                .append(told(error)));
        if (errors.size() > MOST_TOLD) {
            details.append("; and ").append(errors.size() - MOST_TOLD).append(" more");
        }
        return new RestError(
                BAD_REQUEST,
                "23514",
                told(errors.get(0)),
                details.toString(),
                "No row was inserted; correct it and send all");
    }

    private static String told(EventError error) {
        return error.field().isEmpty() ? error.message() : error.field() + ": " + error.message();
    }
}
