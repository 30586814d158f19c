package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.config.Settings;
import dev.crossfade.config.Settings.Auth.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    /** SHA-256 of "abc", from FIPS 180-2. */
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final KeyRing keys = new KeyRing(new Settings.Auth(
            Settings.Auth.Mode.KEYS, List.of(new Settings.Auth.Key("sender", Set.of(Role.INGEST), SHA256_OF_ABC))));

    @Test
    void aKnownKeyIsItsOwner() {
        KeyRing.Caller caller = keys.identify(Optional.of("abc")).orElseThrow();
        assertThat(caller.name()).isEqualTo("sender");
        assertThat(caller.may(Role.INGEST)).isTrue();
        assertThat(caller.may(Role.READ)).isFalse();
    }

    @Test
    void anUnknownKeyAndNoKeyAreNobody() {
        assertThat(keys.identify(Optional.of("abd"))).isEmpty();
        assertThat(keys.identify(Optional.of(SHA256_OF_ABC))).isEmpty();
        assertThat(keys.identify(Optional.empty())).isEmpty();
    }

    @Test
    void anAdminMayDoEverything() {
        KeyRing.Caller admin = new KeyRing.Caller("root", Set.of(Role.ADMIN));
        assertThat(List.of(Role.values())).allMatch(admin::may);
    }

    @Test
    void withModeNoneNobodyIsAsked() {
        KeyRing open = new KeyRing(new Settings.Auth(Settings.Auth.Mode.NONE, List.of()));
        assertThat(open.identify(Optional.empty()).orElseThrow().may(Role.ADMIN))
                .isTrue();
    }
}
