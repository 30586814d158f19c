package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClassifierTest {
    private final Classifier classifier = new Classifier(List.of());

    @Test
    void letsTheNamedCategoryWin() {
        Classifier ruled = new Classifier(List.of(exact("error", Category.SYSTEM)));

        assertThat(ruled.classify(Optional.of(Category.DEBUG), "error", level("fatal")))
                .isEqualTo(Category.DEBUG);
    }

    @Test
    void triesConfiguredRulesInOrderBeforeItsOwn() {
        Classifier ruled = new Classifier(List.of(
                prefix("Billing.", Category.USER_ACTIVITY),
                exact("billing.error", Category.SYSTEM),
                exact("ERROR", Category.DEBUG),
                exact("health_check", Category.PERFORMANCE)));

        assertThat(ruled.classify(Optional.empty(), "billing.error", level("fatal")))
                .isEqualTo(Category.USER_ACTIVITY);
        assertThat(classify(ruled, "Error")).isEqualTo(Category.DEBUG);
        assertThat(classify(ruled, "health_check")).isEqualTo(Category.PERFORMANCE);
        assertThat(classify(ruled, "billing")).isEqualTo(Category.SYSTEM);
        assertThat(classify(ruled, "my_error")).isEqualTo(Category.CRITICAL);
    }

    @ParameterizedTest
    @CsvSource({
        "circuit_breaker_open, CRITICAL",
        "circuit_breaker_close, CRITICAL",
        "circuit_breaker_half_open, CRITICAL",
        "error, CRITICAL",
        "Failure, CRITICAL",
        "cache_metrics, PERFORMANCE",
        "semaphore_metrics, PERFORMANCE",
        "response_time, PERFORMANCE",
        "latency, PERFORMANCE",
        "session_metrics, USER_ACTIVITY",
        "user_activity, USER_ACTIVITY",
        "session_start, USER_ACTIVITY",
        "SESSION_END, USER_ACTIVITY",
        "connection_status, SYSTEM",
        "websocket_health, SYSTEM",
        "initial_stats, SYSTEM",
        "stats, SYSTEM",
        "export_complete, SYSTEM",
        "test_event, DEBUG",
        "debug, DEBUG"
    })
    void knowsExactTypesWhateverTheLevel(String type, Category expected) {
        DataFacts contrary = level(expected == Category.CRITICAL ? "debug" : "fatal");

        assertThat(classifier.classify(Optional.empty(), type, contrary)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ok, SYSTEM",
        "Healthy, SYSTEM",
        "pass, SYSTEM",
        "UP, SYSTEM",
        "down, CRITICAL",
        "fail, CRITICAL",
        "'', CRITICAL"
    })
    void judgesAHealthCheckByItsStatus(String status, Category expected) {
        DataFacts facts = new DataFacts("", "", status, true, true);

        assertThat(classifier.classify(Optional.empty(), "health_check", facts)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "error, '', CRITICAL",
        "FATAL, '', CRITICAL",
        "severe, '', CRITICAL",
        "critical, '', CRITICAL",
        "alert, '', CRITICAL",
        "'', emergency, CRITICAL",
        "info, Error, CRITICAL",
        "debug, error, CRITICAL",
        "Debug, '', DEBUG",
        "'', trace, DEBUG",
        "info, '', PERFORMANCE",
        "errors, '', PERFORMANCE"
    })
    void looksAtTheLevelBeforeTheWords(String level, String severity, Category expected) {
        DataFacts facts = new DataFacts(level, severity, "", false, false);

        assertThat(classifier.classify(Optional.empty(), "app.metrics", facts)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "db_error, CRITICAL",
        "db.errors, CRITICAL",
        "login-failed, CRITICAL",
        "jobs/fail, CRITICAL",
        "disk failure seen, CRITICAL",
        "critical_section, CRITICAL",
        "alert2, CRITICAL",
        "requestTimeout, CRITICAL",
        "NullPointerException, CRITICAL",
        "HTTPError, CRITICAL",
        "errorCount, CRITICAL",
        "http2error, CRITICAL",
        "cache_error, CRITICAL",
        "test_timeout, CRITICAL",
        "cache_hit, PERFORMANCE",
        "metric.sample, PERFORMANCE",
        "user_metrics, PERFORMANCE",
        "performance, PERFORMANCE",
        "p99_latency, PERFORMANCE",
        "session_test, USER_ACTIVITY",
        "user.login, USER_ACTIVITY",
        "activityFeed, USER_ACTIVITY",
        "unit_test, DEBUG",
        "dev.ping, DEBUG",
        "DEBUG.dump, DEBUG",
        "latest_value, SYSTEM",
        "device_status, SYSTEM",
        "failures_seen, SYSTEM",
        "terror, SYSTEM",
        "deployment_finished, SYSTEM",
        "users, SYSTEM",
        "cached, SYSTEM"
    })
    void looksForWholeWordsOfTheType(String type, Category expected) {
        assertThat(classify(classifier, type)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, latest_value, CRITICAL",
        "true, true, latest_value, CRITICAL",
        "false, true, latest_value, PERFORMANCE",
        "false, false, latest_value, SYSTEM",
        "true, true, unit_test, DEBUG"
    })
    void looksAtTheKeysOfTheDataLast(boolean failure, boolean measurement, String type, Category expected) {
        DataFacts facts = new DataFacts("", "", "", failure, measurement);

        assertThat(classifier.classify(Optional.empty(), type, facts)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "a_b.c-d/e f, a b c d e f",
        "errorCount, error count",
        "HTTPError, http error",
        "parseURL, parse url",
        "http2error, http error",
        "ALLCAPS, allcaps",
        "__x--, x",
        "größteÄnderung, größte änderung",
        "7, ''"
    })
    void splitsTypesIntoWords(String type, String words) {
        List<String> expected = words.isEmpty() ? List.of() : List.of(words.split(" "));

        assertThat(TypeWords.of(type)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void answersTheSameForMoreTypesThanItKeeps() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(classify(classifier, "error_" + "x".repeat(i % 7) + i)).isEqualTo(Category.CRITICAL);
        }
    }

    private static Category classify(Classifier classifier, String type) {
        return classifier.classify(Optional.empty(), type, DataFacts.NONE);
    }

    private static DataFacts level(String level) {
        return new DataFacts(level, "", "", false, false);
    }

    private static ClassificationRule exact(String type, Category category) {
        return new ClassificationRule(Optional.of(type), Optional.empty(), category);
    }

    private static ClassificationRule prefix(String prefix, Category category) {
        return new ClassificationRule(Optional.empty(), Optional.of(prefix), category);
    }
}
