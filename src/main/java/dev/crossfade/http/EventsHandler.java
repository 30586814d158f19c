package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.IntakeReply;
import dev.crossfade.bus.IntakeReplyJson;
import dev.crossfade.bus.IntakeRequest;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;

/** {@code POST /events}: hands the body to the intake and says what became of it. */
final class EventsHandler implements Handler<RoutingContext> {
    private static final int ACCEPTED = 202;
    private static final int UNSUPPORTED = 415;
    private static final int NONE_ACCEPTED = 422;
    private static final Map<String, IntakeRequest.Format> FORMATS = Map.of(
            "application/json", IntakeRequest.Format.JSON,
            "application/x-ndjson", IntakeRequest.Format.NDJSON,
            "application/ndjson", IntakeRequest.Format.NDJSON,
            "application/jsonl", IntakeRequest.Format.NDJSON);

    private final int maxBody;
    private final BodyReaderHandler bodies;

    /**
     * @param maxBody most bytes of a body, as it is sent and once it is unpacked
     * @param budget of all bodies being received
     */
    EventsHandler(int maxBody, ByteBudget budget) {
        this.maxBody = maxBody;
        this.bodies = new BodyReaderHandler(maxBody, budget);
    }

    @Override
    public void handle(RoutingContext ctx) {
        RefusedBodyHandler.watch(ctx);
        IntakeRequest.Format format = formatOf(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE));
        ContentEncoding encoding = ContentEncoding.of(ctx.request().getHeader(HttpHeaders.CONTENT_ENCODING));
        bodies.read(ctx, sent -> publish(ctx, format, encoding, sent));
    }

    private void publish(RoutingContext ctx, IntakeRequest.Format format, ContentEncoding encoding, Buffer sent) {
        byte[] body = encoding.unpack(sent.getBytes(), maxBody);
        if (encoding != ContentEncoding.IDENTITY && !bodies.hold(ctx, body.length)) {
            ctx.fail(BodyReaderHandler.tooMany());
            return;
        }
        RefusedBodyHandler.handOn(ctx);
        AnswerWriter.write(
                ctx, Endpoints.INTAKE.ask(ctx.vertx(), new IntakeRequest(format, body)), reply -> answer(ctx, reply));
    }

    private static IntakeRequest.Format formatOf(String contentType) {
        String mediaType =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        IntakeRequest.Format format = FORMATS.get(mediaType);
        if (format == null) {
            throw HttpProblem.of(UNSUPPORTED, "Content-Type must be application/json or application/x-ndjson");
        }
        return format;
    }

    private static void answer(RoutingContext ctx, IntakeReply reply) {
        if (reply instanceof IntakeReply.Refused refused) {
            ctx.fail(HttpProblem.retryable(refused.reason().status(), refused.detail(), refused.retryAfterSeconds()));
            return;
        }
        IntakeReply.Admitted admitted = (IntakeReply.Admitted) reply;
        JsonObject body = IntakeReplyJson.body(admitted);
        if (admitted.noneTaken()) {
            ProblemHandler.write(ctx, HttpProblem.of(NONE_ACCEPTED, "no event was accepted; see errors"), body);
            return;
        }
        ctx.response()
                .setStatusCode(ACCEPTED)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }
}
