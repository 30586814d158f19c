package dev.crossfade.prometheus;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;

/** What Micrometer knows of the JVM and its process. To be closed, so that it hears no more of the garbage collector. */
public final class JvmMeters implements AutoCloseable {
    private static final String CPU_NANOS = "process.cpu.time";
    /** Asks for the state of every thread, once for each state and at each scrape: the JVM stops all threads for that. */
    private static final String THREAD_STATES = "jvm.threads.states";

    private static final String PROCESSORS = "system.cpu.count";
    private static final double NANOS_PER_SECOND = 1e9;

    private final JvmGcMetrics garbageCollector = new JvmGcMetrics();

    /** A new registry, which takes what is not named as Prometheus would have it by another name. */
    public static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith(CPU_NANOS))
                .meterFilter(MeterFilter.denyNameStartsWith(THREAD_STATES))
                // There are several, made anew with each connection, and all of one name.
                .meterFilter(MeterFilter.deny(id -> "sql".equals(id.getTag("pool_type"))))
                .meterFilter(new MeterFilter() {
                    @Override
                    public Meter.Id map(Meter.Id id) {
                        return id.getName().equals(PROCESSORS) ? id.withName("system.cpus") : id;
                    }
                });
        return registry;
    }

    void bindTo(MeterRegistry registry) {
        garbageCollector.bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new JvmInfoMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean process) {
            FunctionCounter.builder("process.cpu", process, system -> system.getProcessCpuTime() / NANOS_PER_SECOND)
                    .description("Processor time that the process has used")
                    .baseUnit("seconds")
                    .register(registry);
        }
    }

    @Override
    public void close() {
        garbageCollector.close();
    }
}
