package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouteTest {
    @ParameterizedTest
    @EnumSource(Route.class)
    void aRouteIsFoundByItsLabels(Route route) {
        assertThat(Route.ofLabels(route.labels().toArray(new String[0]))).isEqualTo(route);
    }

    @Test
    void orderRepeatsAndLetterCaseDoNotMatterAndOtherTextIsPassedOver() {
        assertThat(Route.ofLabels("REALTIME", "websocket", "realtime")).isEqualTo(Route.DUAL);
        assertThat(Route.ofLabels("pigeon", "Websocket")).isEqualTo(Route.WEBSOCKET);
        assertThat(Route.ofLabels("pigeon")).isEqualTo(Route.NONE);
    }
}
