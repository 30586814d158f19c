package dev.crossfade.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The PromQL of {@code docker/}: that of the alerts and that of the dashboard. */
public final class ShippedQueries {
    public static final Path RULES = Path.of("docker", "prometheus", "rules.yml");
    private static final Path DASHBOARD = Path.of("docker", "grafana", "dashboards", "crossfade.json");
    private static final Pattern TEXTS_AND_SELECTORS = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^]]*]");
    private static final Pattern MATCHERS = Pattern.compile("\\{[^}]*}");
    private static final Pattern GROUPINGS =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*+(?!\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool");

    private ShippedQueries() {}

    /** What the alerts ask. */
    public static List<String> alerts() {
        Map<?, ?> file = new Yaml().load(read(RULES));
        List<String> queries = new ArrayList<>();
        for (Object group : (List<?>) file.get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                queries.add(((Map<?, ?>) rule).get("expr").toString());
            }
        }
        return queries;
    }

    /** What the panels of the dashboard ask, with Grafana's variables in them. */
    public static List<String> panels() {
        List<String> queries = new ArrayList<>();
        for (Object panel : new JsonObject(read(DASHBOARD)).getJsonArray("panels")) {
            ((JsonObject) panel)
                    .getJsonArray("targets", new JsonArray())
                    .forEach(target -> queries.add(((JsonObject) target).getString("expr")));
        }
        return queries;
    }

    /** What the variables of the dashboard take their values from. */
    public static List<String> variables() {
        Pattern labelValues = Pattern.compile("label_values\\((\\w+), \\w+\\)");
        return new JsonObject(read(DASHBOARD))
                .getJsonObject("templating").getJsonArray("list").stream()
                        .map(variable -> labelValues.matcher(((JsonObject) variable).getString("definition")))
                        .filter(Matcher::matches)
                        .map(found -> found.group(1))
                        .toList();
    }

    /** The names of the series that a query asks for. */
    public static Set<String> metrics(String query) {
        String rest = TEXTS_AND_SELECTORS.matcher(query).replaceAll("");
        rest = GROUPINGS.matcher(MATCHERS.matcher(rest).replaceAll("")).replaceAll("");
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(rest);
        while (name.find()) {
            if (!WORDS.contains(name.group())) {
                names.add(name.group());
            }
        }
        return names;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
