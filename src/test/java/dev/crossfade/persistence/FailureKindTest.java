package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FailureKindTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "57P03", "53100", "53300", "25006", "28P01", "3D000", "58030", "F0000"})
    void theDatabaseCannotNow(String sqlState) {
        assertThat(FailureKind.of(sqlState, null, "monitoring_events")).isEqualTo(FailureKind.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "22P05", "23502", "23503", "23P01", "P0001", "54000", "54001", "44000", "42804"})
    void theDatabaseWillNotTakeTheseRows(String sqlState) {
        assertThat(FailureKind.of(sqlState, null, "monitoring_events")).isEqualTo(FailureKind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42501", "42883", "42P01", "42703", "3F000"})
    void theRoleMayNotOrItIsNotThere(String sqlState) {
        assertThat(FailureKind.of(sqlState, null, "monitoring_events")).isEqualTo(FailureKind.NOT_PERMITTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "40001", "40P01", "0A000", "XX000", "XX001", "55P03", "AB123", ""})
    void itMayBeEither(String sqlState) {
        assertThat(FailureKind.of(sqlState, null, "monitoring_events")).isEqualTo(FailureKind.UNCERTAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitoring_events_pkey", "monitoring_events_p20261121_pkey"})
    void onlyTheTablesOwnKeySaysThatARowIsStoredAlready(String key) {
        assertThat(FailureKind.of("23505", key, "monitoring_events")).isEqualTo(FailureKind.REPEATED);
        assertThat(FailureKind.of("23505", "somebody_elses_" + key, "monitoring_events"))
                .isEqualTo(FailureKind.REFUSED);
    }

    @Test
    void aBrokenCheckIsTheRowsFaultAndAMissingPartitionIsNot() {
        assertThat(FailureKind.of("23514", "monitoring_events_category", "monitoring_events"))
                .isEqualTo(FailureKind.REFUSED);
        assertThat(FailureKind.of("23514", null, "monitoring_events")).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(FailureKind.of("23514", null, null))
                .as("raised by a trigger")
                .isEqualTo(FailureKind.REFUSED);
    }

    @Test
    void whatFollowedAStatementThatWasNotCommittedIsOutOfTurn() {
        assertThat(FailureKind.of("CF001", null, "monitoring_events")).isEqualTo(FailureKind.OUT_OF_TURN);
    }
}
