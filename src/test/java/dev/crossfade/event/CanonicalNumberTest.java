package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.event.CanonicalNumber.Outcome;
import java.math.BigDecimal;
import java.math.MathContext;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.NumberToJSON;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalNumberTest {
    /** The sample table of RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void printsTheSamplesOfTheRfc(String bits, String expected) {
        assertThat(CanonicalNumber.of(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
                .isEqualTo(expected);
    }

    @Property(tries = 20_000)
    void printsNormalDoublesAsTheIndependentLibraryDoes(@ForAll("bits") long bits) throws Exception {
        double value = Double.longBitsToDouble(bits);

        assertThat(CanonicalNumber.of(value)).isEqualTo(NumberToJSON.serializeNumber(value));
    }

    /** The library errs on some subnormal doubles, so these are held to ECMAScript's definition. */
    @Property(tries = 20_000)
    void printsTheFewestDigitsThatComeBackAndOfThoseTheNearest(@ForAll("subnormalBits") long bits) {
        double value = Double.longBitsToDouble(bits);

        String printed = CanonicalNumber.of(value);

        BigDecimal digits = new BigDecimal(printed);
        BigDecimal exactly = new BigDecimal(value);
        int precision = digits.stripTrailingZeros().precision();
        assertThat(Double.parseDouble(printed)).isEqualTo(value);
        assertThat(digits).isEqualByComparingTo(exactly.round(new MathContext(precision)));
        if (precision > 1) {
            BigDecimal shorter = exactly.round(new MathContext(precision - 1));
            assertThat(shorter.doubleValue()).isNotEqualTo(value);
        }
    }

    @Property(tries = 20_000)
    void printsAnyDecimalAsItsDouble(@ForAll("decimals") String sent) throws Exception {
        assertThat(written(sent, false)).isEqualTo(NumberToJSON.serializeNumber(Double.parseDouble(sent)));
    }

    @Property(tries = 20_000)
    void callsANumberExactWhenItsCanonicalFormHasTheSameValue(@ForAll("decimals") String sent) {
        boolean same = new BigDecimal(sent).compareTo(new BigDecimal(written(sent, false))) == 0;

        assertThat(outcome(sent)).isEqualTo(same ? Outcome.EXACT : Outcome.LOSSY);
        assertThat(new BigDecimal(written(sent, true))).isEqualByComparingTo(sent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740993",
                "123456789012345678901",
                "0.1000000000000000055511151231257827",
                "4.94e-324",
                "2.2250738585072011e-308"
            })
    void tellsWhereDigitsAreLost(String sent) {
        assertThat(outcome(sent)).isEqualTo(Outcome.LOSSY);
        assertThat(written(sent, true)).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740992", "0.1", "1.0", "1e3", "-0.0", "0e999999999999", "1e22", "5e-324"})
    void losesNothingWhereADoubleHoldsTheNumber(String sent) {
        assertThat(outcome(sent)).isEqualTo(Outcome.EXACT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e309", "1.8e308", "1e-400", "-0.1e-999999999999", "1e999999999999"})
    void refusesWhatIsOutsideTheRangeOfADouble(String sent) {
        assertThat(outcome(sent)).isEqualTo(Outcome.OUT_OF_RANGE);
    }

    @Provide
    Arbitrary<Long> bits() {
        return Arbitraries.longs().filter(bits -> {
            double value = Double.longBitsToDouble(bits);
            return Double.isFinite(value) && (value == 0 || Math.abs(value) >= Double.MIN_NORMAL);
        });
    }

    @Provide
    Arbitrary<Long> subnormalBits() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(1, 2_000),
                Arbitraries.longs().between(1, Double.doubleToLongBits(Double.MIN_NORMAL)));
    }

    @Provide
    Arbitrary<String> decimals() {
        return Arbitraries.strings()
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(19)
                .map(digits -> digits.replaceFirst("^0+(?=.)", ""))
                .flatMap(digits -> Arbitraries.strings()
                        .numeric()
                        .ofMaxLength(9)
                        .map(decimals -> decimals.isEmpty() ? digits : digits + "." + decimals))
                .flatMap(number ->
                        Arbitraries.of("", "", "", "e5", "E-3", "e+20", "e-15").map(number::concat))
                .flatMap(number -> Arbitraries.of("", "-").map(sign -> sign + number));
    }

    private static Outcome outcome(String sent) {
        return CanonicalNumber.write(sent.toCharArray(), 0, sent.length(), false, new JsonBytes());
    }

    private static String written(String sent, boolean keepLossy) {
        JsonBytes out = new JsonBytes();
        String padded = "[" + sent + "]";
        CanonicalNumber.write(padded.toCharArray(), 1, padded.length() - 1, keepLossy, out);
        return out.text();
    }
}
