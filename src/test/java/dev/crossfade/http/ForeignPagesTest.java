package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignPagesTest {
    private final ForeignPages pages = new ForeignPages("127.0.0.1", List.of("https://ops.example.com"));

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost", "127.0.0.1", "127.8.9.10", "[::1]", "::1"})
    void aLoopbackDaemonIsCalledByLoopbackNames(String host) {
        assertThat(pages.isForeignHost(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", ""})
    void anyOtherNameOnLoopbackIsForeign(String host) {
        assertThat(pages.isForeignHost(host)).isTrue();
    }

    @Test
    void aDaemonOnAnotherAddressIsCalledByAnyName() {
        assertThat(new ForeignPages("0.0.0.0", List.of()).isForeignHost("crossfade.internal"))
                .isFalse();
    }

    @Test
    void theOwnOriginAndTheAllowedOnesAreNotForeign() {
        assertThat(pages.isForeignOrigin(null, "127.0.0.1:8080")).isFalse();
        assertThat(pages.isForeignOrigin("http://127.0.0.1:8080", "127.0.0.1:8080"))
                .isFalse();
        assertThat(pages.isForeignOrigin("https://ops.example.com", "127.0.0.1:8080"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "http://127.0.0.1:8081",
                "null",
                "https://ops.example.com.evil.example",
                "http://127.0.0.1:8080@evil.example",
                "::"
            })
    void everyOtherOriginIsForeign(String origin) {
        assertThat(pages.isForeignOrigin(origin, "127.0.0.1:8080")).isTrue();
        assertThat(pages.isAllowedOrigin(origin)).isFalse();
    }
}
