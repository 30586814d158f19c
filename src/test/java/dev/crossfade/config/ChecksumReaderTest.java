package dev.crossfade.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.HmacKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumReaderTest {
    private static final String SECRET = "geheim geheim geheim";
    private static final String YAML = "checksum: {critical: HMAC-SHA256, hmac_key_env: CROSSFADE_SIGNING_KEYS}";

    @Test
    void theFirstKeySignsAndAllAreKnown() {
        Settings.Checksums checksums = loaded("new:" + SECRET + ", key.1:p:q=r/s+0123456789 ,old_2:0123456789abcdef")
                .settings()
                .checksums();

        assertThat(checksums.algorithms())
                .containsEntry(Category.CRITICAL, ChecksumAlgorithm.HMAC_SHA256)
                .containsEntry(Category.DEBUG, ChecksumAlgorithm.CRC32);
        assertThat(checksums.keys().signing()).contains(new HmacKey("new", SECRET));
        assertThat(checksums.keys().all())
                .containsExactly(
                        new HmacKey("new", SECRET),
                        new HmacKey("key.1", "p:q=r/s+0123456789"),
                        new HmacKey("old_2", "0123456789abcdef"));
        assertThat(checksums.keys().of("old_2")).isPresent();
        assertThat(checksums.keys().of("other")).isEmpty();
    }

    @Test
    void keysThatNoCategoryNeedsAreThereToVerify() {
        Loaded loaded = loaded("checksum: {hmac_key_env: CROSSFADE_SIGNING_KEYS}", "k:" + SECRET);

        assertThat(loaded.settings().checksums().keys().of("k")).isPresent();
        assertThat(loaded.settings().checksums().algorithms()).doesNotContainValue(ChecksumAlgorithm.HMAC_SHA256);
    }

    @Test
    void theVariableIsToldAndTheSecretIsNot() {
        Loaded loaded = loaded("k:" + SECRET);

        assertThat(loaded.values().get("checksum.hmac_key_env").value()).isEqualTo("CROSSFADE_SIGNING_KEYS");
        assertThat(loaded.values().get("checksum.critical").value()).isEqualTo("hmac-sha256");
        assertThat(loaded.settings().toString()).contains("HmacKey[k]").doesNotContain("geheim");
        assertThat(loaded.toString()).doesNotContain("geheim");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "geheim geheim geheim | key 1 is id:secret",
                ":geheim geheim geheim | key 1 is id:secret",
                "a b:geheim geheim geheim | key 1 is id:secret",
                "a12345678901234567890123456789012:geheim geheim geheim | key 1 is id:secret",
                "a:geheim | key 1 has a secret of 16 to 1024 bytes",
                "a:geheim geheim geheim,b:geheim | key 2 has a secret of 16 to 1024 bytes",
                "a:geheim geheim geheim,a:0123456789abcdef | key 2 has an id that no other has",
                "a:geheim geheim geheim,,b:geheim geheim geheim | key 2 is id:secret",
                "'  ' | a variable that is set"
            })
    void whatIsWrongIsToldByTheNameOfTheVariableAndNeverWithTheSecret(String keys, String expected) {
        Rejected rejected = (Rejected) read(YAML, Map.of("CROSSFADE_SIGNING_KEYS", keys));

        assertThat(rejected.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("checksum.hmac_key_env");
            assertThat(problem.value()).isEqualTo("CROSSFADE_SIGNING_KEYS");
            assertThat(problem.expected()).contains(expected);
            assertThat(problem.toString()).doesNotContain("geheim");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1009})
    void aSecretHasBounds(int more) {
        String secret = "x".repeat(15 + more);

        assertThat(loaded("a:" + secret).settings().checksums().keys().all()).hasSize(1);
        String beyond = more == 1 ? secret.substring(1) : secret + "x";
        assertThat(read(YAML, Map.of("CROSSFADE_SIGNING_KEYS", "a:" + beyond))).isInstanceOf(Rejected.class);
    }

    @Test
    void thereAreBoundsOnKeysAndOnWhatTheyHold() {
        assertThat(loaded(keys(16)).settings().checksums().keys().all()).hasSize(16);
        assertThat(read(YAML, Map.of("CROSSFADE_SIGNING_KEYS", keys(17)))).isInstanceOf(Rejected.class);
        assertThat(read(YAML, Map.of("CROSSFADE_SIGNING_KEYS", "a:geheim\ngeheim geheim")))
                .isInstanceOf(Rejected.class);
    }

    private static String keys(int count) {
        return IntStream.range(0, count).mapToObj(n -> n + ":" + SECRET).collect(Collectors.joining(","));
    }

    private static Loaded loaded(String keys) {
        return loaded(YAML, keys);
    }

    private static Loaded loaded(String yaml, String keys) {
        return (Loaded) read(yaml, Map.of("CROSSFADE_SIGNING_KEYS", keys));
    }

    private static Reading read(String yaml, Map<String, String> environment) {
        return new SettingsReader(Path.of("data"), environment, Map.of()).read("test.yaml", yaml);
    }
}
