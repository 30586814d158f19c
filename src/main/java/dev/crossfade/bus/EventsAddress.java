package dev.crossfade.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public address {@code crossfade.events}: what publishers on the event bus send to.
 *
 * <p>A message is a JsonObject, a JsonArray or a Buffer of JSON; the reply is the body of {@code POST /events}, and a
 * refusal is a ReplyException with code 400, 413, 429 or 503. Where every event of a message was refused the code is 400 and
 * the message says what was wrong with the first.
 */
public final class EventsAddress {
    public static final String ADDRESS = "crossfade.events";

    private static final Logger LOG = LoggerFactory.getLogger(EventsAddress.class);
    private static final int NONE_ACCEPTED = 400;
    private static final int BUG = 500;

    private EventsAddress() {}

    /** Sends events the way any publisher in the process does. */
    public static Future<JsonObject> publish(Vertx vertx, JsonArray events) {
        return vertx.eventBus().<JsonObject>request(ADDRESS, events).map(Message::body);
    }

    /** Hands every message to the intake, on the context of the caller. */
    public static MessageConsumer<Object> serve(Vertx vertx, Function<IntakeRequest, Future<IntakeReply>> intake) {
        return vertx.eventBus().consumer(ADDRESS, message -> take(message, intake));
    }

    private static void take(Message<Object> message, Function<IntakeRequest, Future<IntakeReply>> intake) {
        Optional<byte[]> body = bodyOf(message.body());
        if (body.isEmpty()) {
            message.fail(
                    IntakeReply.Reason.UNREADABLE.status(), "expected a JsonObject, a JsonArray or a Buffer of JSON");
            return;
        }
        intake.apply(new IntakeRequest(IntakeRequest.Format.JSON, body.get()))
                .onSuccess(reply -> answer(message, reply))
                .onFailure(bug -> fail(message, bug));
    }

    private static Optional<byte[]> bodyOf(Object body) {
        if (body instanceof JsonObject object) {
            return Optional.of(object.toBuffer().getBytes());
        }
        if (body instanceof JsonArray array) {
            return Optional.of(array.toBuffer().getBytes());
        }
        return body instanceof Buffer buffer ? Optional.of(buffer.getBytes()) : Optional.empty();
    }

    private static void answer(Message<Object> message, IntakeReply reply) {
        if (reply instanceof IntakeReply.Refused refused) {
            message.fail(refused.reason().status(), refused.detail());
            return;
        }
        IntakeReply.Admitted admitted = (IntakeReply.Admitted) reply;
        if (admitted.noneTaken()) {
            IntakeReply.EventError first = admitted.errors().get(0);
            message.fail(
                    NONE_ACCEPTED, first.field().isEmpty() ? first.message() : first.field() + ": " + first.message());
            return;
        }
        message.reply(IntakeReplyJson.body(admitted));
    }

    private static void fail(Message<Object> message, Throwable bug) {
        LOG.error("bug address={}", ADDRESS, bug);
        message.fail(BUG, "internal error");
    }
}
