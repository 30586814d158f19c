package dev.crossfade.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(.*a){10}$", "([a-z]+)*[0-9]$"})
    void aRegularExpressionReadsEachCharacterAFewTimesOnly(String expression) throws InvalidFilterException {
        Counted text = new Counted("a".repeat(400) + "!");
        assertThat(RegexPattern.of(expression, false).find(text)).isEqualTo(Truth.NO);
        assertThat(text.read.get()).isPositive().isLessThan(20L * text.length());
    }

    @Test
    void aTextTooLongForAnExpressionIsNotSearched() throws InvalidFilterException {
        RegexPattern bomb = RegexPattern.of("(a+)+$", false);
        Counted text = new Counted("a".repeat(RegexPattern.MOST_STEPS));
        assertThat(bomb.find(text)).isEqualTo(Truth.UNKNOWN);
        assertThat(text.read).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{100}){100}){100}",
                "a{1000}",
                "(a{30}){30}",
                "a{99999999999}",
                "((a{9,}){9,}){9,}",
                "(?:(?:(?:x{2}){2}){2}){999}"
            })
    void repetitionsThatGrowTooLargeAreRefused(String expression) {
        assertThatThrownBy(() -> RegexPattern.of(expression, false))
                .isInstanceOf(InvalidFilterException.class)
                .hasMessage("the regular expression is too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a)\\1", "(?=a)", "(?<!a)b", "[", "(", "a**", "\\"})
    void whatIsNoExpressionOfThisSyntaxIsRefused(String expression) {
        assertThatThrownBy(() -> RegexPattern.of(expression, false)).isInstanceOf(InvalidFilterException.class);
    }

    @Test
    void anExpressionOfOrdinarySizeIsTaken() throws InvalidFilterException {
        RegexPattern address = RegexPattern.of("^\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$", false);
        assertThat(address.find("192.168.0.1")).isEqualTo(Truth.YES);
        assertThat(address.find("192.168.0")).isEqualTo(Truth.NO);
    }

    @Test
    void likeGivesUpAfterSoManySteps() throws InvalidFilterException {
        LikePattern slow = LikePattern.of("%" + "a".repeat(1000) + "b%", false);
        assertThat(slow.matches("a".repeat(100_000))).isEqualTo(Truth.UNKNOWN);
        assertThat(LikePattern.of("%a%b%a%b%c", false).matches("ab".repeat(50_000)))
                .isEqualTo(Truth.NO);
    }

    @Property
    void likeAgreesWithAnExpression(@ForAll("likes") String like, @ForAll("texts") String text)
            throws InvalidFilterException {
        String expression = like.replace("%", ".*").replace("_", ".");
        assertThat(LikePattern.of(like, false).matches(text))
                .isEqualTo(RegexPattern.of("^" + expression + "$", false).find(text));
    }

    @Provide
    Arbitrary<String> likes() {
        return Arbitraries.strings().withChars("ab%_").ofMaxLength(8);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab").ofMaxLength(10);
    }

    /** A text that counts how often its characters are read. */
    private record Counted(String text, AtomicLong read) implements CharSequence {
        Counted(String text) {
            this(text, new AtomicLong());
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            read.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }
}
