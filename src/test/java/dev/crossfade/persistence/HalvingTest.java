package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class HalvingTest {
    private final List<Integer> stored = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();
    private int statements;

    @Property
    void everyRowIsStoredOnceInOrderButForTheBadOnes(
            @ForAll @IntRange(min = 1, max = 300) int rows,
            @ForAll @Size(max = 12) Set<@IntRange(max = 299) Integer> bad) {
        stored.clear();
        refused.clear();
        isolate(rows, bad);

        Set<Integer> badRows = new TreeSet<>(bad);
        badRows.removeIf(row -> row >= rows);
        List<Integer> goodRows = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            if (!badRows.contains(row)) {
                goodRows.add(row);
            }
        }
        assertThat(stored).isEqualTo(goodRows);
        assertThat(refused).isEqualTo(List.copyOf(badRows));
    }

    @Property
    void oneBadRowCostsAtMostTwoStatementsADoubling(@ForAll @IntRange(max = 1023) int bad) {
        statements = 0;
        isolate(1024, Set.of(bad));

        assertThat(statements).isLessThanOrEqualTo(20);
    }

    @Test
    void rowsThatAreOnlyRefusedTogetherAreAllStored() {
        Halving halving = new Halving(100);
        int written = 0;
        for (Halving.Part part = halving.next(); part != null; part = halving.next()) {
            if (part.size() > 3) {
                halving.refused();
            } else {
                written += part.size();
                halving.stored();
            }
        }

        assertThat(written).isEqualTo(100);
    }

    private void isolate(int rows, Set<Integer> bad) {
        Halving halving = new Halving(rows);
        for (Halving.Part part = halving.next(); part != null; part = halving.next()) {
            statements++;
            Halving.Part tried = part;
            if (bad.stream().anyMatch(row -> row >= tried.from() && row < tried.to())) {
                if (part.size() == 1) {
                    refused.add(part.from());
                }
                halving.refused();
            } else {
                for (int row = part.from(); row < part.to(); row++) {
                    stored.add(row);
                }
                halving.stored();
            }
        }
    }
}
