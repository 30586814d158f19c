package dev.crossfade.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One reading under way: the layers on top of the file, and all that was learned so far of known keys, of sources and
 * of problems. Belongs to its reading; {@link Section} asks it.
 */
final class Layers {
    private static final int LIKELY_TYPO = 2;
    /** More are only counted: something else than a configuration was written there, and everybody who is told has bounds. */
    private static final int MOST_PROBLEMS = 100;

    private final Map<String, String> environment;
    private final Map<String, String> options;
    private final Map<String, Found> found = new TreeMap<>();
    private final Map<String, Object> overrides;
    private final Map<String, Layer> sources = new LinkedHashMap<>();
    private final Map<String, Object> defaults = new HashMap<>();
    private final Map<String, Object> said = new HashMap<>();
    private final Set<String> variables = new TreeSet<>();
    private final Set<String> refused = new TreeSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private int further;
    private final List<String> notices = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();

    /**
     * @param options values of the command line by the path of their key
     * @param overrides plain values by the path of their key; a value may be null
     */
    Layers(Map<String, String> environment, Map<String, String> options, Map<String, Object> overrides) {
        this.environment = environment;
        this.options = options;
        this.overrides = overrides;
    }

    /** The value of the highest layer that has one. From now on the key is known. */
    Optional<Found> find(String path, Optional<Found> inFile) {
        String variable = EnvironmentNames.of(path);
        variables.add(variable);
        Optional<Found> winner = overridden(path)
                .or(() -> Optional.ofNullable(options.get(path))
                        .map(value -> new Found("--" + path.substring(path.lastIndexOf('.') + 1), value, Layer.OPTION)))
                .or(() -> Optional.ofNullable(environment.get(variable))
                        .map(value -> new Found(variable, value, Layer.ENV)))
                .or(() -> inFile);
        winner.ifPresent(value -> found.put(path, value));
        sources.put(path, winner.map(Found::layer).orElse(Layer.DEFAULT));
        return winner;
    }

    private Optional<Found> overridden(String path) {
        return overrides.containsKey(path)
                ? Optional.of(new Found(path, overrides.get(path), Layer.OVERRIDE))
                : Optional.empty();
    }

    /** What a key says where no layer says anything of it. */
    void byDefault(String path, Object plain) {
        defaults.put(path, PlainValue.of(plain));
    }

    /** What a layer that won says of a key. */
    void say(String path, Object plain) {
        said.put(path, PlainValue.of(plain));
    }

    void opened(Section section) {
        sections.add(section);
    }

    void refuse(String path, Problem problem) {
        refused.add(path);
        if (isFull()) {
            further++;
        } else {
            problems.add(problem);
        }
    }

    private boolean isFull() {
        return problems.size() >= MOST_PROBLEMS;
    }

    void refuse(String path, String value, String expected) {
        refuse(path, new Problem(nameOf(path), value, expected));
    }

    void notice(String sentence) {
        notices.add(sentence);
    }

    /** Whether these keys hold what was written, so that a rule over them can be judged. */
    boolean sound(String... paths) {
        return Set.of(paths).stream().noneMatch(refused::contains);
    }

    Layer layerOf(String path) {
        return sources.getOrDefault(path, Layer.DEFAULT);
    }

    /** The key, by the name that its value was set under. */
    String nameOf(String path) {
        return Optional.ofNullable(found.get(path)).map(Found::name).orElse(path);
    }

    /** What was written for the key. */
    String shown(String path, Object otherwise) {
        return Optional.ofNullable(found.get(path)).map(Found::shown).orElse(otherwise.toString());
    }

    /** Judges what nobody asked for; to be called once every key has been. */
    void refuseUnknown() {
        List.copyOf(sections).forEach(this::refuseUnknownKeys);
        new TreeSet<>(overrides.keySet())
                .stream().filter(path -> !sources.containsKey(path)).forEach(this::refuseUnknownOverride);
        new TreeSet<>(environment.keySet())
                .stream().filter(variable -> !variables.contains(variable)).forEach(this::judgeUnknown);
    }

    /** The level is read by the logging configuration, which would take a wrong word for DEBUG. */
    void refuseBadLogLevel() {
        String level = environment.get(EnvironmentNames.LOG_LEVEL);
        if (level != null && Kind.oneOf(LogLevel.class).read(level).isEmpty()) {
            refuse(
                    EnvironmentNames.LOG_LEVEL,
                    Found.clipped(level),
                    Kind.oneOf(LogLevel.class).expected());
        }
    }

    private enum LogLevel {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR,
        OFF
    }

    private void refuseUnknownKeys(Section section) {
        for (String key : section.unasked()) {
            if (isFull()) {
                further++;
                continue;
            }
            String elsewhere = "." + key;
            String nearest = sources.keySet().stream()
                    .filter(path -> path.endsWith(elsewhere))
                    .findFirst()
                    .or(() -> Nearest.to(key, section.asked()).map(section::nameOf))
                    .orElseThrow();
            // The value stays unsaid: under a misspelt key it may be a password.
            refuse(
                    section.nameOf(key),
                    new Problem(
                            Found.clipped(section.nameOf(key)),
                            "unknown key",
                            "a known key; the nearest is " + nearest));
        }
    }

    private void refuseUnknownOverride(String path) {
        String nearest = Nearest.to(path, sources.keySet()).orElseThrow();
        refuse(path, Found.clipped(path), "a known key; the nearest is " + nearest);
    }

    private void judgeUnknown(String variable) {
        String nearest = Nearest.to(variable, variables).orElseThrow();
        if (EnvironmentNames.mustBeKnown(variable, environment.get(variable))) {
            refuse(variable, "unknown variable", "a known variable; the nearest is " + nearest);
        } else if (EnvironmentNames.looksKnown(variable) && Nearest.edits(variable, nearest) <= LIKELY_TYPO) {
            notice("the environment variable " + variable + " is not read; the nearest that is read is " + nearest);
        }
    }

    /** In the order in which they were found; where there are too many, the last one says how many more there are. */
    List<Problem> problems() {
        if (further == 0) {
            return List.copyOf(problems);
        }
        List<Problem> all = new ArrayList<>(problems);
        all.add(new Problem("further problems", Integer.toString(further), "none; only the first are named"));
        return List.copyOf(all);
    }

    Loaded loaded(Settings settings) {
        Map<String, SettingValue> values = new TreeMap<>();
        sources.forEach((path, layer) ->
                values.put(path, new SettingValue(said.getOrDefault(path, whenUnsaid(path, layer)), layer)));
        return new Loaded(
                settings,
                Collections.unmodifiableMap(values),
                Collections.unmodifiableMap(defaults),
                List.copyOf(notices));
    }

    /** What nobody says is the default, and what a layer says nothing in is nothing. */
    private Object whenUnsaid(String path, Layer layer) {
        return layer == Layer.DEFAULT ? defaults.get(path) : null;
    }
}
