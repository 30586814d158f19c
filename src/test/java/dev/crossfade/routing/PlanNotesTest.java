package dev.crossfade.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.config.Settings;
import dev.crossfade.event.Category;
import dev.crossfade.testkit.TestSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanNotesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{dual_write: {global_override: websocket_only}} | global_override is set",
                "{flags: {MONITORING_USE_ADAPTER: false}} | MONITORING_USE_ADAPTER is false",
                "{flags: {MONITORING_DUAL_MODE: false, MONITORING_ADAPTER_TYPE: websocket}} | MONITORING_DUAL_MODE is false",
                "{dual_write: {categories: {critical: {enabled: false}}}} | enabled is false",
                "{dual_write: {categories: {critical: {percentage: 0}}}} | percentage is 0",
                "{dual_write: {categories: {critical: {adapters: [websocket]}}}} | adapters is websocket alone",
                "{dual_write: {categories: {critical: {adapters: []}}}} | has no adapters: its events are kept but delivered"
            })
    void whatTakesAwayTheEffectOfACategorysPlanIsSaid(String yaml, String note) {
        assertThat(notes(yaml)).singleElement().asString().startsWith(note);
    }

    @Test
    void aCategoryThatGoesAsItSaysHasNone() {
        assertThat(notes("{}")).isEmpty();
        assertThat(notes("{dual_write: {categories: {critical: {adapters: [realtime], percentage: 1}}}}"))
                .isEmpty();
    }

    private static List<String> notes(String yaml) {
        Settings settings = TestSettings.yaml(yaml);
        Router router = Router.of(
                settings.flags(), settings.dualWrite(), settings.ingest().stickyKey());
        return PlanNotes.of(
                router.plan(Category.CRITICAL),
                settings.dualWrite().categories().get(Category.CRITICAL));
    }
}
