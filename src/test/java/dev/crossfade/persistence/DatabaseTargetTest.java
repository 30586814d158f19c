package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTargetTest {
    @Test
    void readsEveryPartAndDecodesIt() {
        assertThat(target("postgresql://al%40ice:p%3Aw+d@db.example:6543/mon%20itor?x=1&sslmode=verify-full"))
                .isEqualTo(new DatabaseTarget(
                        "db.example", 6543, "mon itor", "al@ice", "p:w+d", DatabaseTarget.Tls.VERIFY_FULL));
    }

    @Test
    void whatIsLeftOutTakesItsDefault() {
        assertThat(target("postgres://localhost"))
                .isEqualTo(
                        new DatabaseTarget("localhost", 5432, "postgres", "postgres", "", DatabaseTarget.Tls.PREFER));
    }

    @Test
    void thePasswordIsNeverShown() {
        assertThat(target("postgresql://alice:secret@h/d").toString()).isEqualTo("alice@h:5432/d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://u:secret@h/d", "postgresql:///d", "postgresql://u:secret@h/d?sslmode=maybe"})
    void anythingElseIsRefusedWithoutTellingSecrets(String uri) {
        assertThatThrownBy(() -> target(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected ")
                .message()
                .doesNotContain("secret");
    }

    private static DatabaseTarget target(String uri) {
        return DatabaseTarget.of(URI.create(uri));
    }
}
