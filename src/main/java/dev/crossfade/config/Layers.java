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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One reading under way: the layers on top of the file, and all that was learned so far of known keys, of sources and
 * of problems. Belongs to its reading; {@link Section} asks it.
 */
final class Layers {
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

    /** The values of all layers that have one; the first counts, and covers the others. From now on the key is known. */
    List<Found> find(String path, Optional<Found> inFile) {
        String variable = EnvironmentNames.of(path);
        variables.add(variable);
        Optional<Found> option = Optional.ofNullable(options.get(path))
                .map(value -> new Found("--" + path.substring(path.lastIndexOf('.') + 1), value, Layer.OPTION));
        Optional<Found> ofEnvironment =
                Optional.ofNullable(environment.get(variable)).map(value -> new Found(variable, value, Layer.ENV));
        List<Found> values = new ArrayList<>();
        Stream.of(overridden(path), option, ofEnvironment, inFile)
                .flatMap(Optional::stream)
                .forEach(value -> values.add(values.isEmpty() ? value : value.underAnother()));
        values.stream().findFirst().ifPresent(winner -> found.put(path, winner));
        sources.put(path, values.isEmpty() ? Layer.DEFAULT : values.get(0).layer());
        return values;
    }

    /** Whether there is something in a variable that a setting names. It is no mistake from now on, whatever its name. */
    boolean hasVariable(String variable) {
        variables.add(variable);
        return !environment.getOrDefault(variable, "").isBlank();
    }

    /** The names that stand behind this, up to the next dot, in paths of overrides. */
    Set<String> overriddenBelow(String prefix) {
        Set<String> names = new TreeSet<>();
        for (String path : overrides.keySet()) {
            int end = path.indexOf('.', prefix.length());
            if (path.startsWith(prefix) && end > 0) {
                names.add(path.substring(prefix.length(), end));
            }
        }
        return names;
    }

    /** What is in a variable that a setting names; nothing where it is blank. It is a secret: no problem shows it. */
    Optional<String> variable(String variable) {
        return hasVariable(variable) ? Optional.of(environment.get(variable)) : Optional.empty();
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
        refuseCovered(problem);
    }

    /** Says that a value is wrong which another one covers: that one is still sound. */
    void refuseCovered(Problem problem) {
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

    /** Says that keys do not go together, and where each has its value from. */
    void refuseTogether(String path, String value, String expected, String... others) {
        List<String> paths = new ArrayList<>(List.of(path));
        paths.addAll(List.of(others));
        boolean allInFile = paths.stream().allMatch(one -> layerOf(one) == Layer.FILE);
        String origins = paths.stream().map(this::origin).collect(Collectors.joining(", ", "; ", ""));
        refuse(path, value, allInFile ? expected : expected + origins);
    }

    private String origin(String path) {
        return path
                + switch (layerOf(path)) {
                    case DEFAULT -> " is the default";
                    case FILE -> " is from the file";
                    case ENV -> " is from the variable " + nameOf(path);
                    case OPTION -> " is from the option " + nameOf(path);
                    case OVERRIDE -> " is an override";
                };
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
            Optional<String> nearest = sources.keySet().stream()
                    .filter(path -> path.endsWith(elsewhere))
                    .findFirst()
                    .or(() -> Nearest.to(key, section.asked()).map(section::nameOf));
            String known = nearest.map(near -> "a known key; the nearest is " + near)
                    .orElseGet(() -> "a known key, one of " + String.join(", ", section.asked()));
            // The value stays unsaid: under a misspelt key it may be a password.
            refuse(section.nameOf(key), new Problem(Found.clipped(section.nameOf(key)), "unknown key", known));
        }
    }

    private void refuseUnknownOverride(String path) {
        refuse(path, "unknown key (override)", "a known key" + nearest(path, sources.keySet()));
    }

    private void judgeUnknown(String variable) {
        if (EnvironmentNames.mustBeKnown(variable, environment.get(variable))) {
            refuse(variable, "unknown variable", "a known variable" + nearest(variable, variables));
        } else {
            EnvironmentNames.notice(variable, variables).ifPresent(this::notice);
        }
    }

    private static String nearest(String name, Set<String> known) {
        return Nearest.to(name, known).map(near -> "; the nearest is " + near).orElse("");
    }

    /** What came of the reading: all that is wrong, in the order in which it was found, or else these settings. */
    Reading outcome(Settings settings) {
        if (problems.isEmpty()) {
            return loaded(settings);
        }
        List<Problem> all = new ArrayList<>(problems);
        if (further > 0) {
            all.add(new Problem("further problems", Integer.toString(further), "none; only the first are named"));
        }
        return new Rejected(List.copyOf(all), problems.size() + further);
    }

    private Loaded loaded(Settings settings) {
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
