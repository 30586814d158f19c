package dev.crossfade.alert;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs bodies, so that a webhook knows who they come from. */
final class Signature {
    static final String HEADER = "X-Crossfade-Signature";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** @param key not empty */
    Signature(String key) {
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** The header's value: {@code sha256=} and the HMAC in lower-case hex. */
    String of(byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
