package dev.crossfade.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The environment of a service that sets every variable without our prefix, as its people write it down. */
public final class EnvironmentSample {
    private static final Path FILE = Path.of("src", "test", "resources", "settings.env");

    private EnvironmentSample() {}

    /** Every variable of it. */
    public static Map<String, String> variables() throws IOException {
        Map<String, String> variables = new TreeMap<>();
        for (String line : Files.readAllLines(FILE)) {
            int sign = line.indexOf('=');
            if (sign > 0 && !line.startsWith("#")) {
                variables.put(line.substring(0, sign), line.substring(sign + 1));
            }
        }
        return variables;
    }

    /** The same, but for one that is another. */
    public static Map<String, String> with(String variable, String value) throws IOException {
        Map<String, String> variables = variables();
        if (variables.put(variable, value) == null) {
            throw new IllegalArgumentException(variable + " is not in the sample");
        }
        return variables;
    }
}
