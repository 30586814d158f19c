package dev.crossfade.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SignatureTest {
    /** RFC 4231, test case 2. */
    @Test
    void aSignatureIsTheHmacOfTheBodyInHex() {
        assertThat(new Signature("Jefe").of("what do ya want for nothing?".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
