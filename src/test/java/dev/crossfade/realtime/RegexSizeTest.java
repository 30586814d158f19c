package dev.crossfade.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexSizeTest {
    private static final List<String> PIECES = List.of(
            "a",
            "bc",
            ".",
            "(",
            "(?:",
            ")",
            "[",
            "]",
            "[^]",
            "[]",
            "[[:alpha:]",
            "\\",
            "\\]",
            "\\d",
            "\\pL",
            "\\Q",
            "\\E",
            "{3}",
            "{2,9}",
            "{7,}",
            "{40}",
            "|",
            "*",
            "+",
            "?",
            "^",
            "$",
            "{",
            "}",
            "x{30}",
            "(abc){20}");

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$ 60",
                "^\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$ 40",
                "[a-z]+@[a-z]+\\.[a-z]{2,4} 20"
            })
    void ordinaryExpressionsAreSmall(String expression, long most) {
        assertThat(RegexSize.of(expression)).isLessThan(most);
    }

    /** A program has a few steps around its atoms, and no more than four for each. */
    @Property(tries = 3000)
    void noProgramIsMuchLarger(@ForAll("expressions") String expression) {
        long size = RegexSize.of(expression);
        Assume.that(size < 20_000);
        int program;
        try {
            program = Pattern.compile(expression).programSize();
        } catch (PatternSyntaxException | IndexOutOfBoundsException invalid) {
            return;
        }
        assertThat(program).isLessThanOrEqualTo((int) (4 * size + 8));
    }

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.of(PIECES).list().ofMaxSize(14).map(pieces -> String.join("", pieces));
    }
}
