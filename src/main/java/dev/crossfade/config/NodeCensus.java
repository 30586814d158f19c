package dev.crossfade.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Sees that the nodes of one document are plain, finite and few, aliases followed, before anything is made of them: a few
 * dozen aliases can stand for billions of values, and a tag for a type whose reading fails in a way of its own.
 */
final class NodeCensus {
    private static final int MOST = 100_000;
    /** Scalars of these types stay the text that was written; the key decides what it is. */
    private static final Set<Tag> TEXTS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP);

    /** Those that hold the one that is looked at. */
    private final Set<Node> holders = Collections.newSetFromMap(new IdentityHashMap<>());

    private int counted;

    /** Goes through the node and all that it holds. */
    void take(Node node) throws NotYamlException {
        if (++counted > MOST) {
            throw refused(node, "aliases that make more than " + MOST + " values of the file");
        }
        if (!holders.add(node)) {
            throw refused(node, "value that holds itself");
        }
        judgeTag(node);
        for (Node held : heldBy(node)) {
            take(held);
        }
        holders.remove(node);
    }

    private static void judgeTag(Node node) throws NotYamlException {
        Tag tag = node.getTag();
        if (node instanceof ScalarNode && TEXTS.contains(tag)) {
            node.setTag(Tag.STR);
        } else if (!plainTags(node).contains(tag)) {
            // A tag of one's own may be a password that stands without quotes.
            String name = tag.getValue().startsWith(Tag.PREFIX) ? Found.clipped(tag.getValue()) : "of one's own";
            throw refused(node, "tag " + name);
        }
    }

    private static Set<Tag> plainTags(Node node) {
        if (node instanceof MappingNode) {
            return Set.of(Tag.MAP);
        }
        return node instanceof SequenceNode ? Set.of(Tag.SEQ) : Set.of(Tag.NULL, Tag.MERGE);
    }

    private static List<Node> heldBy(Node node) {
        if (node instanceof MappingNode map) {
            return map.getValue().stream()
                    .flatMap(entry -> Stream.of(entry.getKeyNode(), entry.getValueNode()))
                    .toList();
        }
        return node instanceof SequenceNode list ? list.getValue() : List.of();
    }

    private static NotYamlException refused(Node node, String what) {
        Mark mark = node.getStartMark();
        return new NotYamlException(
                "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1), "no " + what);
    }
}
