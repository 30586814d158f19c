package dev.crossfade.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** How a request's body was packed. Pure; every body is unpacked within a bound, so that a small one cannot become huge. */
enum ContentEncoding {
    IDENTITY {
        @Override
        InputStream open(InputStream packed) {
            return packed;
        }
    },
    GZIP {
        @Override
        InputStream open(InputStream packed) throws IOException {
            return new GZIPInputStream(packed);
        }
    },
    DEFLATE {
        @Override
        InputStream open(InputStream packed) {
            return new InflaterInputStream(packed);
        }
    };

    private static final int UNREADABLE = 400;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED = 415;

    /**
     * The encoding that a {@code Content-Encoding} header names.
     *
     * @param header null where there is none
     * @throws HttpProblem 415 for any other, and for several at once
     */
    static ContentEncoding of(String header) {
        return switch (header == null ? "" : header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> throw HttpProblem.of(UNSUPPORTED, "Content-Encoding must be gzip, deflate or identity");
        };
    }

    /**
     * The body as it was before it was packed.
     *
     * @param limit most bytes of it
     * @throws HttpProblem 400 where it is not packed so, 413 where it is larger
     */
    byte[] unpack(byte[] body, int limit) {
        if (this == IDENTITY) {
            return body;
        }
        try (InputStream unpacked = open(new ByteArrayInputStream(body))) {
            byte[] whole = unpacked.readNBytes(limit);
            if (unpacked.read() >= 0) {
                throw HttpProblem.of(TOO_LARGE, "the body is larger than http.max_body allows, once unpacked");
            }
            return whole;
        } catch (IOException broken) {
            throw HttpProblem.of(UNREADABLE, "the body is not packed as Content-Encoding says");
        }
    }

    abstract InputStream open(InputStream packed) throws IOException;
}
