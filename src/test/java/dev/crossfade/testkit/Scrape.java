package dev.crossfade.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text of Prometheus' format 0.0.4, taken apart. */
public final class Scrape {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    private final Map<String, String> types = new TreeMap<>();
    private final Map<String, String> helps = new TreeMap<>();
    private final List<Sample> samples = new ArrayList<>();

    /** One line of figures. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    private Scrape() {}

    /** Takes it apart; throws {@link IllegalArgumentException} where a line is none of that format. */
    public static Scrape of(String text) {
        Scrape scrape = new Scrape();
        text.lines().filter(line -> !line.isBlank()).forEach(scrape::line);
        return scrape;
    }

    /** Its samples. */
    @Override
    public String toString() {
        return samples.toString();
    }

    private void line(String line) {
        String[] words = line.split(" ", 4);
        if (line.startsWith("# TYPE ")) {
            types.put(words[2], words[3]);
        } else if (line.startsWith("# HELP ")) {
            helps.put(words[2], words.length > 3 ? words[3] : "");
        } else {
            samples.add(sample(line));
        }
    }

    private static Sample sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException(line);
        }
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        String value = sample.group(3).replace("Inf", "Infinity");
        return new Sample(sample.group(1), labels, Double.parseDouble(value));
    }

    /** The type of every metric by its name. */
    public Map<String, String> types() {
        return types;
    }

    /** The help text of every metric by its name. */
    public Map<String, String> helps() {
        return helps;
    }

    public List<Sample> samples() {
        return samples;
    }

    /** The sum over all series of that name whose labels have these values, given as name, value, name, value …. */
    public double sum(String name, String... labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> has(sample, labels))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** The one series of that name and these labels. */
    public Optional<Double> value(String name, String... labels) {
        List<Sample> found = samples.stream()
                .filter(sample -> sample.name().equals(name) && has(sample, labels))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0).value()) : Optional.empty();
    }

    private static boolean has(Sample sample, String... labels) {
        for (int at = 0; at < labels.length; at += 2) {
            if (!labels[at + 1].equals(sample.labels().get(labels[at]))) {
                return false;
            }
        }
        return true;
    }
}
