package dev.crossfade.config;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML into plain maps, lists and texts. Every scalar but null stays the text that was written: the key asked
 * for decides its type, so a file and an environment variable are judged alike, and a hash of nothing but digits is
 * no number.
 */
final class YamlText {
    private static final int MAX_ALIASES = 50;
    private static final int MAX_DEPTH = 32;

    private YamlText() {}

    /** The root: a map, a list, a text, or null for an empty document. */
    static Object read(String text) throws NotYamlException {
        try {
            return parser().load(text);
        } catch (MarkedYAMLException broken) {
            // Not getMessage(): that quotes the lines around, and they may hold a secret.
            throw new NotYamlException(place(broken), reason(broken));
        } catch (YAMLException broken) {
            throw new NotYamlException("not readable", firstLine(broken.getMessage()));
        }
    }

    private static Yaml parser() {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        limits.setMaxAliasesForCollections(MAX_ALIASES);
        limits.setNestingDepthLimit(MAX_DEPTH);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(limits), new Representer(unused), unused, limits, new Texts());
    }

    private static String place(MarkedYAMLException broken) {
        return Optional.ofNullable(broken.getProblemMark())
                .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                .orElse("not readable");
    }

    private static String reason(MarkedYAMLException broken) {
        return Stream.of(broken.getContext(), broken.getProblem())
                .filter(Objects::nonNull)
                .map(YamlText::firstLine)
                .collect(Collectors.joining(", "));
    }

    private static String firstLine(String message) {
        return message == null ? "not readable" : message.lines().findFirst().orElse("not readable");
    }

    /** Knows null and the merge key {@code <<}; all else is text. */
    private static final class Texts extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
