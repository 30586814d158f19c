package dev.crossfade.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossfade.bus.ParityReport;
import dev.crossfade.bus.ParityReport.Seen;
import dev.crossfade.config.Nearest;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A client's report as its body says it.
 *
 * @param report empty where something is wrong
 * @param errors everything that is wrong with the body
 */
record ParityReportWish(Optional<ParityReport> report, List<FieldError> errors) {
    private static final String FROM = "from_sequence_id";
    private static final String TO = "to_sequence_id";
    private static final String ADAPTERS = "adapters";
    private static final String CATEGORIES = "categories";
    private static final Set<String> MEMBERS = Set.of("client", "node", FROM, TO, CATEGORIES, ADAPTERS);
    private static final Set<String> OF_ADAPTERS = Set.of("count", "digest");
    private static final int LONGEST_NODE = 128;
    private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    static ParityReportWish of(JsonNode body) {
        Reader reader = new Reader(body);
        Optional<ParityReport> report = body.isObject() ? reader.report() : reader.noObject();
        return new ParityReportWish(report, reader.errors.list());
    }

    private static final class Reader {
        private final JsonNode body;
        private final FieldErrors errors = new FieldErrors();

        Reader(JsonNode body) {
            this.body = body;
        }

        Optional<ParityReport> noObject() {
            errors.add("", "expected an object");
            return Optional.empty();
        }

        Optional<ParityReport> report() {
            onlyKnown("", body, MEMBERS);
            Optional<String> client = text("client", 64).filter(name -> {
                boolean sound = CLIENT.matcher(name).matches();
                if (!sound) {
                    errors.add("client", "expected 1 to 64 letters, digits, dots, dashes or underscores");
                }
                return sound;
            });
            Optional<String> node = text("node", LONGEST_NODE);
            if (!body.has("node")) {
                errors.add("node", "is missing");
            }
            long from = whole(FROM, body.path(FROM), 1);
            long to = whole(TO, body.path(TO), 1);
            if (errors.isEmpty() && (to < from || to - from >= ParityReport.MOST)) {
                errors.add(TO, "expected from_sequence_id or more, at most " + ParityReport.MOST + " events in all");
            }
            Set<Category> categories = categories();
            Map<Adapter, Seen> seen = seen();
            return errors.isEmpty()
                    ? Optional.of(new ParityReport(client, node.orElseThrow(), from, to, categories, seen))
                    : Optional.empty();
        }

        private Optional<String> text(String name, int longest) {
            JsonNode node = body.path(name);
            if (node.isMissingNode()) {
                return Optional.empty();
            }
            String text = node.isTextual() ? node.textValue() : "";
            if (text.isEmpty() || text.length() > longest || text.indexOf('\0') >= 0) {
                errors.add(name, "expected a text of 1 to " + longest + " characters");
                return Optional.empty();
            }
            return Optional.of(text);
        }

        private long whole(String field, JsonNode node, long least) {
            if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= least) {
                return node.longValue();
            }
            errors.add(field, node.isMissingNode() ? "is missing" : "expected a whole number from " + least);
            return least;
        }

        private Set<Category> categories() {
            Set<Category> categories = EnumSet.noneOf(Category.class);
            JsonNode list = body.path(CATEGORIES);
            if (list.isMissingNode()) {
                return categories;
            }
            if (!list.isArray()) {
                errors.add(CATEGORIES, "expected a list of categories");
            }
            int at = 0;
            for (JsonNode item : list) {
                Optional<Category> category = item.isTextual() ? Category.of(item.textValue()) : Optional.empty();
                category.ifPresent(categories::add);
                if (category.isEmpty()) {
                    errors.add(CATEGORIES + "[" + at + "]", "expected one of " + labels());
                }
                at++;
            }
            return categories;
        }

        private static String labels() {
            return Arrays.stream(Category.values()).map(Category::label).collect(Collectors.joining(", "));
        }

        private Map<Adapter, Seen> seen() {
            Map<Adapter, Seen> seen = new EnumMap<>(Adapter.class);
            JsonNode adapters = body.path(ADAPTERS);
            if (!adapters.isObject() || adapters.isEmpty()) {
                errors.add(ADAPTERS, "expected an object with websocket, realtime or both");
                return seen;
            }
            adapters.properties().forEach(member -> {
                Optional<Adapter> adapter = Adapter.of(member.getKey());
                adapter.ifPresent(known -> seen.put(known, seen(ADAPTERS + "." + known.label(), member.getValue())));
                if (adapter.isEmpty()) {
                    errors.add(ADAPTERS + "." + member.getKey(), "is unknown; there are websocket and realtime");
                }
            });
            return seen;
        }

        private Seen seen(String field, JsonNode node) {
            onlyKnown(field + ".", node, OF_ADAPTERS);
            long count = whole(field + ".count", node.path("count"), 0);
            String digest = node.path("digest").asText("");
            if (!node.path("digest").isTextual() || !DIGEST.matcher(digest).matches()) {
                errors.add(field + ".digest", "expected a SHA-256 in 64 lower-case hex digits");
            }
            return new Seen(count, digest);
        }

        private void onlyKnown(String prefix, JsonNode node, Set<String> known) {
            node.properties().forEach(member -> {
                String name = member.getKey();
                if (!known.contains(name)) {
                    errors.add(
                            prefix + name,
                            () -> "is unknown"
                                    + Nearest.to(name, new TreeSet<>(known))
                                            .map(near -> "; the nearest is " + near)
                                            .orElse(""));
                }
            });
        }
    }
}
