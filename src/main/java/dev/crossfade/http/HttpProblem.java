package dev.crossfade.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Why a request gets no answer, in the terms of RFC 9457. Thrown where it is found, written by one handler. Expected,
 * so without a stack.
 */
final class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int retryAfterSeconds;

    private HttpProblem(int status, String detail, int retryAfterSeconds) {
        super(detail, null, false, false);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static HttpProblem of(int status, String detail) {
        return new HttpProblem(status, detail, 0);
    }

    /**
     * @param retryAfterSeconds when trying again makes sense; more than 0
     */
    static HttpProblem retryable(int status, String detail, int retryAfterSeconds) {
        return new HttpProblem(status, detail, retryAfterSeconds);
    }

    int status() {
        return status;
    }

    String title() {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    /** Seconds, or 0 where trying again is of no use. */
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
