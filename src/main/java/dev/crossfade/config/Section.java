package dev.crossfade.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A view of one section of all layers. Asking for a key is what makes it known; a value that is not of the kind asked
 * for becomes a problem and reads as the default, so that the reading goes on to the next problem.
 */
final class Section {
    private static final Set<String> NOTHING = Set.of("", "none", "null");

    private final Layers layers;
    private final String name;
    private final Map<?, ?> file;
    private final boolean layered;
    private final Set<String> asked = new TreeSet<>();

    private Section(Layers layers, String name, Map<?, ?> file, boolean layered) {
        this.layers = layers;
        this.name = name;
        this.file = file;
        this.layered = layered;
        layers.opened(this);
    }

    static Section root(Layers layers, Map<?, ?> file) {
        return new Section(layers, "", file, true);
    }

    /** A section of this one; empty where the file has none. */
    Section section(String key) {
        asked.add(key);
        Map<?, ?> content = Map.of();
        if (file.get(key) instanceof Map<?, ?> map) {
            content = map;
        } else if (file.get(key) != null) {
            Found misplaced = new Found(nameOf(key), file.get(key), Layer.FILE);
            layers.refuse(nameOf(key), new Problem(nameOf(key), misplaced.shape(), "a section of keys"));
        }
        return new Section(layers, nameOf(key), content, layered);
    }

    /** The value of a key, or its default, which is written as a file would. */
    <T> T get(String key, String fallback, Kind<T> kind) {
        byDefault(key, kind.plainly(fallback));
        List<Found> values = find(key);
        Optional<T> typed = first(values).flatMap(value -> readAndSay(key, value, kind));
        covered(values).forEach(value -> read(key, value, kind));
        return typed.orElseGet(() -> kind.read(fallback).orElseThrow());
    }

    /** A section of single keys for what the file has as an item of a list; the file says nothing in it. */
    Section ofItem(String list, String item) {
        asked.add(list);
        return new Section(layers, nameOf(list) + "." + item, Map.of(), layered);
    }

    /**
     * The value of a key that stands above something.
     *
     * @param below what holds without it, as JSON says it; null for nothing
     */
    <T> Optional<T> above(String key, Object below, Kind<T> kind) {
        byDefault(key, below);
        List<Found> values = find(key);
        covered(values).forEach(value -> read(key, value, kind));
        return first(values).flatMap(value -> readAndSay(key, value, kind));
    }

    /** The value of a flag, or its default. */
    <T> T flag(Flag flag, Class<T> type) {
        return type.cast(get(flag.label(), flag.fallback(), flag.kind()));
    }

    /** The value of a key that may also be null, {@code none} or empty, and is by default. */
    <T> Optional<T> optional(String key, Kind<T> kind) {
        byDefault(key, null);
        List<Found> values = find(key);
        Optional<T> typed =
                first(values).filter(value -> !isNothing(value)).flatMap(value -> readAndSay(key, value, kind));
        covered(values).filter(value -> !isNothing(value)).forEach(value -> read(key, value, kind));
        return typed;
    }

    /** The value of a key that must be there. */
    <T> Optional<T> required(String key, Kind<T> kind) {
        Optional<Found> value = first(find(key));
        if (value.isEmpty()) {
            layers.refuse(nameOf(key), new Problem(nameOf(key), "missing", kind.expected()));
        }
        return value.flatMap(there -> read(key, there, kind));
    }

    /** A list of values; in the environment they are parted by commas. */
    <T> List<T> list(String key, List<T> fallback, Kind<T> kind) {
        return list(key, fallback, kind, false);
    }

    /** A list of values, each of which is there once. */
    <T> List<T> distinct(String key, List<T> fallback, Kind<T> kind) {
        return list(key, fallback, kind, true);
    }

    private <T> List<T> list(String key, List<T> fallback, Kind<T> kind, boolean distinct) {
        byDefault(key, fallback.stream().map(Section::plainly).toList());
        List<Found> values = find(key);
        Optional<List<T>> items = first(values).map(list -> items(key, list, kind, distinct));
        covered(values).forEach(list -> items(key, list, kind, distinct));
        return items.orElse(fallback);
    }

    /** A list of sections; in the environment it is written as YAML. Empty by default. */
    List<Section> sections(String key) {
        byDefault(key, List.of());
        return first(find(key)).map(list -> sections(key, list)).orElse(List.of());
    }

    /** The same of each layer that another one covers; their sections are only to be judged. */
    List<List<Section>> coveredSections(String key) {
        return covered(find(key)).map(list -> sections(key, list)).toList();
    }

    private List<Section> sections(String key, Found list) {
        if (!(content(list) instanceof List<?> items)) {
            refuse(key, list, list.withLayer(list.shape()), "a list of sections, [] for none");
            return List.of();
        }
        say(key, list, items);
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Found item = list.part(list.name() + "[" + i + "]", items.get(i));
            if (item.value() instanceof Map<?, ?> map) {
                sections.add(new Section(layers, item.name(), map, false));
            } else {
                refuse(key, item, item.withLayer(item.shape()), "a section of keys");
            }
        }
        return sections;
    }

    /** Whether what was written for the key was taken. */
    boolean sound(String key) {
        return layers.sound(nameOf(key));
    }

    /** Full name of a key of this section. */
    String nameOf(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    /** Says that a key of this section is wrong, by a rule that its kind alone does not tell. */
    void refuse(String key, String value, String expected) {
        layers.refuse(nameOf(key), new Problem(nameOf(key), value, expected));
    }

    Set<String> asked() {
        return asked;
    }

    /** The keys that the file has, where their names are the user's own. */
    List<String> names() {
        return file.keySet().stream().map(String::valueOf).toList();
    }

    /** Keys that the file has and nobody asked for. */
    List<String> unasked() {
        return file.keySet().stream()
                .map(String::valueOf)
                .filter(key -> !asked.contains(key))
                .toList();
    }

    /** What each layer says of the key; the first counts. */
    private List<Found> find(String key) {
        asked.add(key);
        Optional<Found> inFile = file.containsKey(key)
                ? Optional.of(new Found(nameOf(key), file.get(key), Layer.FILE))
                : Optional.empty();
        return layered ? layers.find(nameOf(key), inFile) : inFile.stream().toList();
    }

    private static Optional<Found> first(List<Found> values) {
        return values.stream().findFirst();
    }

    /** A mistake does not wait until what is above it is gone: it would come as a surprise then. */
    private static Stream<Found> covered(List<Found> values) {
        return values.stream().skip(1);
    }

    private void refuse(String key, Found value, String shown, String expected) {
        Problem problem = new Problem(value.name(), shown, expected);
        if (value.covered()) {
            layers.refuseCovered(problem);
        } else {
            layers.refuse(nameOf(key), problem);
        }
    }

    private <T> Optional<T> read(String key, Found value, Kind<T> kind) {
        Optional<T> typed = value.text().flatMap(kind::read);
        if (typed.isEmpty()) {
            refuse(key, value, kind.hidden() ? value.withLayer("(hidden)") : value.shown(), kind.expected());
        }
        return typed;
    }

    private <T> Optional<T> readAndSay(String key, Found value, Kind<T> kind) {
        Optional<T> typed = read(key, value, kind);
        typed.ifPresent(sound -> say(key, kind.plainly(value.text().orElseThrow())));
        return typed;
    }

    /** What the key says plainly; of the keys within a list's items only the list's own word counts. */
    void say(String key, Object plain) {
        if (layered) {
            layers.say(nameOf(key), plain);
        }
    }

    private void say(String key, Found value, Object plain) {
        if (!value.covered()) {
            say(key, plain);
        }
    }

    private void byDefault(String key, Object plain) {
        if (layered) {
            layers.byDefault(nameOf(key), plain);
        }
    }

    private static Object plainly(Object item) {
        return item instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : item.toString();
    }

    private <T> List<T> items(String key, Found list, Kind<T> kind, boolean distinct) {
        Object content = list.isStructured() ? list.value() : commaSeparated(list);
        if (!(content instanceof List<?> items)) {
            refuse(key, list, list.shown(), "a list, [] for none; each " + kind.expected());
            return List.of();
        }
        say(
                key,
                list,
                items.stream().map(item -> kind.plainly(String.valueOf(item))).toList());
        List<T> typed = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Found item = list.part(list.name() + "[" + i + "]", items.get(i));
            Optional<T> one = read(key, item, kind);
            if (distinct && one.filter(typed::contains).isPresent()) {
                refuse(key, item, item.shown(), "each only once");
            }
            one.ifPresent(typed::add);
        }
        return List.copyOf(typed);
    }

    private static List<String> commaSeparated(Found list) {
        return Arrays.stream(list.value().toString().split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Object content(Found list) {
        if (list.isStructured()) {
            return list.value();
        }
        try {
            return YamlText.read(list.value().toString());
        } catch (NotYamlException broken) {
            return null;
        }
    }

    private static boolean isNothing(Found value) {
        return value.value() == null
                || value.text()
                        .filter(text -> NOTHING.contains(text.strip().toLowerCase(Locale.ROOT)))
                        .isPresent();
    }
}
