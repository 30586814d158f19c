package dev.crossfade.persistence;

import java.util.ArrayList;
import java.util.List;

/** Dead letters as the parameters of one statement: one array a column, every text in a form that is not refused. */
final class DeadLetterColumns {
    private final List<String> payloads = new ArrayList<>();
    private final List<String> nodes = new ArrayList<>();
    private final List<Long> sequenceIds = new ArrayList<>();
    private final List<String> sqlStates = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private long characters;

    private DeadLetterColumns() {}

    /**
     * These letters, in order, cut into statements.
     *
     * @param mostLetters of one statement
     * @param mostCharacters of the payloads of one statement, unless it has a single letter
     */
    static List<DeadLetterColumns> of(List<DeadLetter> letters, int mostLetters, long mostCharacters) {
        List<DeadLetterColumns> statements = new ArrayList<>();
        DeadLetterColumns last = null;
        for (DeadLetter letter : letters) {
            String payload = DeadLetterText.json(letter.payload());
            if (last == null || last.size() == mostLetters || last.characters + payload.length() > mostCharacters) {
                last = new DeadLetterColumns();
                statements.add(last);
            }
            last.add(letter, payload);
        }
        return statements;
    }

    int size() {
        return payloads.size();
    }

    /**
     * The parameters, in the statement's order.
     *
     * @param firstDelay milliseconds
     */
    List<Object> parameters(int maxRetries, long firstDelay) {
        return List.of(
                payloads.toArray(String[]::new),
                nodes.toArray(String[]::new),
                sequenceIds.toArray(Long[]::new),
                sqlStates.toArray(String[]::new),
                reasons.toArray(String[]::new),
                maxRetries,
                firstDelay);
    }

    private void add(DeadLetter letter, String payload) {
        payloads.add(payload);
        nodes.add(DeadLetterText.plain(letter.node()));
        sequenceIds.add(letter.sequenceId());
        sqlStates.add(DeadLetterText.plain(letter.sqlState()));
        reasons.add(DeadLetterText.plain(letter.reason()));
        characters += payload.length();
    }
}
