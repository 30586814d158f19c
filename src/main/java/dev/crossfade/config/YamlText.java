package dev.crossfade.config;

import java.io.StringReader;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
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
    private static final int MOST_OF_A_REASON = 200;
    /** A password that begins with such a sign and stands without quotes is read as a name of YAML's own. */
    private static final Pattern NAMED = Pattern.compile("(undefined alias|no tag|anchor) (?!tag:yaml)\\S+");

    private YamlText() {}

    /** The root: a map, a list, a text, or null for an empty document. */
    static Object read(String text) throws NotYamlException {
        LoaderOptions limits = limits();
        Values values = new Values(limits);
        try {
            Node root = parser(values, limits).compose(new StringReader(text));
            if (root == null) {
                return null;
            }
            new NodeCensus().take(root);
            return values.of(root);
        } catch (MarkedYAMLException broken) {
            // Not getMessage(): that quotes the lines around, and they may hold a secret.
            throw new NotYamlException(place(broken), reason(broken));
        } catch (YAMLException broken) {
            throw new NotYamlException("not readable", firstLine(broken.getMessage()));
        }
    }

    private static Yaml parser(Values values, LoaderOptions limits) {
        DumperOptions unused = new DumperOptions();
        return new Yaml(values, new Representer(unused), unused, limits, new Texts());
    }

    private static LoaderOptions limits() {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        limits.setMaxAliasesForCollections(MAX_ALIASES);
        limits.setNestingDepthLimit(MAX_DEPTH);
        return limits;
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
        String line =
                message == null ? "not readable" : message.lines().findFirst().orElse("not readable");
        // A name of the text's own is quoted in it, however long that is.
        return Found.clipped(NAMED.matcher(line).replaceAll("$1"), MOST_OF_A_REASON);
    }

    /** Makes maps, lists and texts of nodes. */
    private static final class Values extends SafeConstructor {
        Values(LoaderOptions limits) {
            super(limits);
        }

        Object of(Node root) {
            return constructDocument(root);
        }
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
