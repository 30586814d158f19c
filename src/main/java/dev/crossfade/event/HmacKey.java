package dev.crossfade.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.crypto.spec.SecretKeySpec;

/** A key that events are signed with, and the name it goes by in them. Its text never holds the secret. */
public final class HmacKey {
    /** How a Java platform calls the algorithm. */
    static final String ALGORITHM = "HmacSHA256";

    private final String id;
    private final byte[] secret;
    private final SecretKeySpec spec;

    /**
     * @param id what events say of it; 1 or more letters, digits, dots, dashes or underscores
     * @param secret whose UTF-8 is the key; not empty
     */
    public HmacKey(String id, String secret) {
        this.id = id;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.spec = new SecretKeySpec(this.secret, ALGORITHM);
    }

    /** Its name. */
    public String id() {
        return id;
    }

    SecretKeySpec spec() {
        return spec;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof HmacKey key && id.equals(key.id) && MessageDigest.isEqual(secret, key.secret));
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "HmacKey[" + id + "]";
    }
}
