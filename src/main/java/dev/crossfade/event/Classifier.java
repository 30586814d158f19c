package dev.crossfade.event;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives an event its category, by the configured rules and then by the built-in ones. Safe for use by any thread.
 *
 * <p>What an event's type alone says is worked out once per type; the answers kept are bounded.
 */
public final class Classifier {
    private static final int MOST_TYPES_KEPT = 4096;
    private static final String HEALTH_CHECK = "health_check";

    private static final Map<String, Category> EXACT_TYPES = Map.ofEntries(
            Map.entry("circuit_breaker_open", Category.CRITICAL),
            Map.entry("circuit_breaker_close", Category.CRITICAL),
            Map.entry("circuit_breaker_half_open", Category.CRITICAL),
            Map.entry("error", Category.CRITICAL),
            Map.entry("failure", Category.CRITICAL),
            Map.entry("cache_metrics", Category.PERFORMANCE),
            Map.entry("semaphore_metrics", Category.PERFORMANCE),
            Map.entry("response_time", Category.PERFORMANCE),
            Map.entry("latency", Category.PERFORMANCE),
            Map.entry("session_metrics", Category.USER_ACTIVITY),
            Map.entry("user_activity", Category.USER_ACTIVITY),
            Map.entry("session_start", Category.USER_ACTIVITY),
            Map.entry("session_end", Category.USER_ACTIVITY),
            Map.entry("connection_status", Category.SYSTEM),
            Map.entry("websocket_health", Category.SYSTEM),
            Map.entry("initial_stats", Category.SYSTEM),
            Map.entry("stats", Category.SYSTEM),
            Map.entry("export_complete", Category.SYSTEM),
            Map.entry("test_event", Category.DEBUG),
            Map.entry("debug", Category.DEBUG));

    private static final Set<String> PASSING = Set.of("ok", "healthy", "pass", "up");
    private static final Set<String> CRITICAL_LEVELS =
            Set.of("error", "fatal", "severe", "critical", "alert", "emergency");
    private static final Set<String> DEBUG_LEVELS = Set.of("debug", "trace");

    /** In the order in which they are tried. */
    private static final List<Vocabulary> VOCABULARIES = List.of(
            new Vocabulary(Category.CRITICAL, "error errors fail failed failure critical alert timeout exception"),
            new Vocabulary(Category.PERFORMANCE, "cache metric metrics performance latency"),
            new Vocabulary(Category.USER_ACTIVITY, "session user activity"),
            new Vocabulary(Category.DEBUG, "test debug dev"));

    private final List<ClassificationRule> rules;
    private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();

    private record Vocabulary(Category category, Set<String> words) {
        Vocabulary(Category category, String words) {
            this(category, Set.of(words.split(" ")));
        }

        boolean knowsOneOf(Set<String> typeWords) {
            return typeWords.stream().anyMatch(words::contains);
        }
    }

    /**
     * What a type says by itself.
     *
     * @param decided a rule or an exact type decides, whatever the data holds
     * @param healthCheck the data's status decides
     * @param byWords what its words say, if the data's level does not
     */
    private record Verdict(Optional<Category> decided, boolean healthCheck, Optional<Category> byWords) {}

    /**
     * A classifier with configured rules.
     *
     * @param rules in order; the first that matches wins
     */
    public Classifier(List<ClassificationRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** The category of an event. */
    public Category classify(ReadEvent event) {
        return classify(event.category(), event.eventType(), event.facts());
    }

    /**
     * The category by parts of an event.
     *
     * @param explicit the category that the event names; it wins
     */
    public Category classify(Optional<Category> explicit, String eventType, DataFacts facts) {
        if (explicit.isPresent()) {
            return explicit.get();
        }
        Verdict verdict = verdict(eventType);
        if (verdict.decided.isPresent()) {
            return verdict.decided.get();
        }
        if (verdict.healthCheck) {
            return PASSING.contains(lower(facts.status())) ? Category.SYSTEM : Category.CRITICAL;
        }
        return byLevel(facts).or(() -> verdict.byWords).orElseGet(() -> byKeys(facts));
    }

    private Verdict verdict(String eventType) {
        Verdict known = verdicts.get(eventType);
        if (known != null) {
            return known;
        }
        if (verdicts.size() >= MOST_TYPES_KEPT) {
            verdicts.clear();
        }
        Verdict verdict = judge(eventType);
        verdicts.put(eventType, verdict);
        return verdict;
    }

    private Verdict judge(String eventType) {
        String type = lower(eventType);
        Optional<Category> decided = byRule(eventType).or(() -> Optional.ofNullable(EXACT_TYPES.get(type)));
        return new Verdict(decided, type.equals(HEALTH_CHECK), byWords(eventType));
    }

    private Optional<Category> byRule(String eventType) {
        return rules.stream()
                .filter(rule -> matches(rule, eventType))
                .map(ClassificationRule::category)
                .findFirst();
    }

    private static boolean matches(ClassificationRule rule, String eventType) {
        return rule.type().map(eventType::equalsIgnoreCase).orElse(false)
                || rule.prefix()
                        .map(prefix -> eventType.regionMatches(true, 0, prefix, 0, prefix.length()))
                        .orElse(false);
    }

    private static Optional<Category> byWords(String eventType) {
        Set<String> words = TypeWords.of(eventType);
        return VOCABULARIES.stream()
                .filter(vocabulary -> vocabulary.knowsOneOf(words))
                .map(Vocabulary::category)
                .findFirst();
    }

    /** Either of level and severity may say that it is critical; only then may either say that it is debug. */
    private static Optional<Category> byLevel(DataFacts facts) {
        String level = lower(facts.level());
        String severity = lower(facts.severity());
        if (CRITICAL_LEVELS.contains(level) || CRITICAL_LEVELS.contains(severity)) {
            return Optional.of(Category.CRITICAL);
        }
        if (DEBUG_LEVELS.contains(level) || DEBUG_LEVELS.contains(severity)) {
            return Optional.of(Category.DEBUG);
        }
        return Optional.empty();
    }

    private static Category byKeys(DataFacts facts) {
        if (facts.failure()) {
            return Category.CRITICAL;
        }
        return facts.measurement() ? Category.PERFORMANCE : Category.SYSTEM;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
