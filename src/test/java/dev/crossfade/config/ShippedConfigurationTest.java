package dev.crossfade.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the shipped file, which is the manual, against the reader. */
final class ShippedConfigurationTest {
    private static final SettingsReader READER = new SettingsReader(Path.of("data"), Map.of(), Map.of());

    private final Loaded defaults = (Loaded) READER.readWithoutFile();

    @Test
    void theShippedFileSaysTheDefaults() {
        Loaded shipped = (Loaded) READER.read(SettingsReader.DEFAULT_FILE);

        assertThat(shipped.settings()).isEqualTo(defaults.settings());
        assertThat(shipped.settings().database()).isEqualTo(defaults.settings().database());
        assertThat(shipped.notices()).isEmpty();
    }

    @Test
    void theShippedFileHasEveryKnownKeyAndNoOther() throws Exception {
        Set<String> written = new TreeSet<>();
        collect("", (Map<?, ?>) YamlText.read(Files.readString(SettingsReader.DEFAULT_FILE)), written);

        assertThat(written).isEqualTo(new TreeSet<>(defaults.sources().keySet()));
    }

    @Test
    void everyKeyOfTheShippedFileCountsAsSetByTheFile() {
        Loaded shipped = (Loaded) READER.read(SettingsReader.DEFAULT_FILE);

        assertThat(shipped.sources().values()).containsOnly(Layer.FILE);
        assertThat(defaults.sources().values()).containsOnly(Layer.DEFAULT);
    }

    @Test
    void everyKeyHasAVariableOfItsOwn() {
        assertThat(defaults.sources().keySet()).extracting(EnvironmentNames::of).doesNotHaveDuplicates();
    }

    private static void collect(String prefix, Map<?, ?> section, Set<String> written) {
        section.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map) {
                collect(prefix + key + ".", map, written);
            } else {
                written.add(prefix + key);
            }
        });
    }
}
