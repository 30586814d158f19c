package dev.crossfade.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.Scrape;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

/** What is shown of the JVM and its process, under names as Prometheus wants them. */
class JvmMetersTest {
    @Test
    void everyMeterHasAHelpTextAndABaseUnit() {
        PrometheusMeterRegistry registry = JvmMeters.registry();
        try (JvmMeters meters = new JvmMeters()) {
            meters.bindTo(registry);
            Scrape scrape = Scrape.of(registry.scrape());

            assertThat(scrape.helps().keySet()).isEqualTo(scrape.types().keySet());
            assertThat(scrape.helps().values()).doesNotContain("", " ");
            assertThat(scrape.types().keySet())
                    .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_start_time_seconds")
                    .noneMatch(name -> name.matches(".*_(ns|ms|millis|minutes|kb|mb|percent)(_.*)?"));
            assertThat(scrape.value("process_cpu_seconds_total").orElseThrow())
                    .isPositive()
                    .isLessThan(scrape.value("process_uptime_seconds").orElseThrow()
                                    * scrape.value("system_cpus").orElseThrow()
                            + 10);
            assertThat(scrape.value("system_cpus"))
                    .contains((double) Runtime.getRuntime().availableProcessors());
        } finally {
            registry.close();
        }
    }
}
